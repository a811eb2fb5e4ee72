"""What is answered when there is no room: on a disk, or in the queue of the web server."""
