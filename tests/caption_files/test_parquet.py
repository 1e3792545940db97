"""Captions in Parquet files: what a plain writing of a table loses is there as before."""

from __future__ import annotations

import io

import pytest

from sd_animagine.caption_files.container import FileError
from sd_animagine.caption_files.parquet import parquet
from tests.caption_files.files import passed

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

_ROWS = 300


def _file() -> bytes:
    """A file with all that can be lost."""
    schema = pa.schema(
        [
            pa.field("text", pa.large_string(), metadata={b"k": b"v"}),
            pa.field("tags", pa.dictionary(pa.int32(), pa.string())),
            pa.field("n", pa.int64()),
            pa.field("image", pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
        ],
        metadata={b"huggingface": b'{"info": {}}'},
    )
    columns = {
        "text": ["smile, 1girl", None, "1girl"],
        "tags": ["smile, 1girl", "x", None],
        "n": [1, 2, None],
        "image": [{"bytes": b"x", "path": "p"}, None, {"bytes": None, "path": None}],
    }
    arrays = []
    for field in schema:
        values = columns[field.name] * (_ROWS // 3)
        if pa.types.is_dictionary(field.type):
            arrays.append(pa.array(values).dictionary_encode().cast(field.type))
        else:
            arrays.append(pa.array(values, field.type))
    codecs = {"text": "zstd", "tags": "gzip", "n": "snappy", "image.bytes": "none"}
    made = io.BytesIO()
    with pq.ParquetWriter(made, schema, compression=codecs, write_page_index=True) as writer:
        writer.write_table(pa.table(arrays, schema=schema), row_group_size=130)
        writer.add_key_value_metadata({b"content_defined_chunking": b'{"x": 1}'})
    return made.getvalue()


def _shape(file: object) -> list[tuple[object, ...]]:
    """How each column of each row group is written."""
    groups = [file.metadata.row_group(n) for n in range(file.num_row_groups)]  # type: ignore[attr-defined]
    return [
        (c.path_in_schema, c.compression, c.has_dictionary_page, c.has_column_index, c.num_values)
        for group in groups
        for c in (group.column(n) for n in range(group.num_columns))
    ]


@pytest.mark.parametrize("column", ["text", "tags"])
def test_all_but_the_captions_is_kept(column: str) -> None:
    given = _file()
    made, visit = passed(parquet, given, column)
    old, new = pq.ParquetFile(io.BytesIO(given)), pq.ParquetFile(io.BytesIO(made))
    assert new.schema_arrow.equals(old.schema_arrow, check_metadata=True)
    assert new.metadata.metadata == old.metadata.metadata
    assert _shape(new) == _shape(old)
    assert {place for place, text in visit.captions if text != "1girl"} >= {"row 1", "row 298"}
    before, after = old.read(), new.read()
    for name in before.column_names:
        if name != column:
            assert after.column(name).equals(before.column(name))
    texts = before.column(column).to_pylist()
    ordered = ["1girl, smile" if text == "smile, 1girl" else text for text in texts]
    assert after.column(column).to_pylist() == ordered


@pytest.mark.parametrize(
    ("data", "column", "said"),
    [
        (b"nope" * 10, "", "cannot be read as Parquet"),
        (_file()[:-50], "", "cannot be read as Parquet"),
        (_file(), "n", "'n' holds int64, not text"),
        (_file(), "x", "There is no 'x' here. There is: text, tags, n, image."),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, column: str, said: str) -> None:
    with pytest.raises(FileError, match=said):
        passed(parquet, data, column)
