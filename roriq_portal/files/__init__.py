"""Files that come in and go out: tables read, spreadsheets written, uploads examined."""
