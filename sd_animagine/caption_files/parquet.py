"""Captions in a column of a Parquet file, row group by row group; needs pyarrow.

What a plain writing of a table loses is carried over: the schema with its metadata (Hugging Face's
``huggingface`` among it) and that of its fields, how each column is packed, the row groups, and
whether there is a page index.
"""

from __future__ import annotations

from typing import Any, BinaryIO, Final

from sd_animagine.caption_files.container import FileError, Place, Reading, Visitor
from sd_animagine.caption_files.jsonl import column_of, no_column
from sd_animagine.values import shown

_OWN: Final = (b"ARROW:schema", b"huggingface", b"pandas")
"""Metadata of a file that its schema brings along."""
_CODECS: Final = {"UNCOMPRESSED": "NONE"}
"""What a file calls a codec → what a writer calls it."""


def parquet(source: BinaryIO, target: BinaryIO | None, visitor: Visitor, reading: Reading) -> None:
    """Pass a Parquet file through.

    Raises:
        FileError: pyarrow is not there, or it is no such file, or has no column of captions.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        said = "This needs pyarrow. To install it: pip install pyarrow"
        raise FileError(said) from None
    try:
        _pass_through(pa, pq.ParquetFile(source), target, visitor, reading)
    except UnicodeDecodeError:
        raise FileError("A caption in it is not UTF-8. Write the column anew.") from None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        said = f"It cannot be read as Parquet: {str(error).splitlines()[0]}"
        raise FileError(said) from None


def _pass_through(
    pa: Any, file: Any, target: BinaryIO | None, visitor: Visitor, reading: Reading
) -> None:
    schema = file.schema_arrow
    columns = {name: n for n, name in enumerate(schema.names)}
    name = column_of(columns, reading.column)
    if name is None:
        raise FileError(no_column(columns, reading.column))
    field = schema.field(name)
    of = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if not (pa.types.is_string(of) or pa.types.is_large_string(of)):
        said = f"{shown(name)} holds {field.type}, not text."
        raise FileError(said)
    writer = _writer(file, target) if target is not None else None
    row = 0
    for group in range(file.num_row_groups):
        if writer is None:
            column = file.read_row_group(group, columns=[name]).column(name)
            row += len(_captions(column, row, visitor))
            continue
        table = file.read_row_group(group)
        captions = _captions(table.column(name), row, visitor)
        row += len(captions)
        made = pa.array(captions, of)
        if of is not field.type:
            made = made.dictionary_encode().cast(field.type)
        table = table.set_column(columns[name], field, made).cast(schema)
        writer.write_table(table, row_group_size=max(1, len(table)))
    if writer is not None:
        extra = {k: v for k, v in (file.metadata.metadata or {}).items() if k not in _OWN}
        kept = {k: v for k, v in extra.items() if k not in (schema.metadata or {})}
        if kept:
            writer.add_key_value_metadata(kept)
        writer.close()


def _captions(column: Any, row: int, visitor: Visitor) -> list[str | None]:
    """The captions of a row group, as they are to stand; a null stays one."""
    return [
        None if text is None else visitor.caption(text, Place(name=f"row {row + n:,}"))
        for n, text in enumerate(column.to_pylist(), 1)
    ]


def _writer(file: Any, target: BinaryIO) -> Any:
    """A writer that packs each column as the file has it."""
    import pyarrow.parquet as pq

    metadata = file.metadata
    codecs: Any = "snappy"
    index = statistics = False
    dictionary: Any = True
    if metadata.num_row_groups:
        group = metadata.row_group(0)
        chunks = [group.column(n) for n in range(group.num_columns)]
        codecs = {
            chunk.path_in_schema: _CODECS.get(chunk.compression, chunk.compression)
            for chunk in chunks
        }
        dictionary = [c.path_in_schema for c in chunks if c.has_dictionary_page]
        index = any(chunk.has_column_index for chunk in chunks)
        statistics = any(chunk.is_stats_set for chunk in chunks)
    return pq.ParquetWriter(
        target, file.schema_arrow, version=metadata.format_version, compression=codecs,
        use_dictionary=dictionary, write_page_index=index, write_statistics=statistics,
    )  # fmt: skip
