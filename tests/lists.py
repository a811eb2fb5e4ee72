"""A list as a reader walks it: page after page, on and back, and the files it gives."""

import csv
import io
from urllib.parse import parse_qsl

import openpyxl


def shown(client, address, query="", **params):
    """The list of a page, whatever follows its question mark."""
    response = client.get(f"{address}{query}", params or None)
    assert response.status_code == 200
    return response.context["list"]


def walk(client, address, **params) -> list:
    """The pages of a list, from the first to the last."""
    pages = [shown(client, address, **params)]
    while pages[-1].next_url:
        pages.append(shown(client, address, pages[-1].next_url))
        assert len(pages) < 200
    return pages


def sent(client, address, kind, **params) -> bytes:
    response = client.get(address, {**params, "fichier": kind})
    assert response.headers["Content-Disposition"].endswith(f'.{kind}"')
    return b"".join(response.streaming_content) if response.streaming else response.content


def csv_rows(client, address, **params) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sent(client, address, "csv", **params).decode("utf-8-sig")), delimiter=";"))


def sheet_of(client, address, **params):
    return openpyxl.load_workbook(io.BytesIO(sent(client, address, "xlsx", **params))).active


def every_column(listing) -> list[str]:
    return [column.key for column in listing.columns]


def asked_by(url) -> dict[str, str]:
    return dict(parse_qsl(url.removeprefix("?")))
