"""Each kind of file: captions are put in order, and no other byte is touched."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import tarfile
from types import ModuleType

import pytest

from sd_animagine.caption_files.container import FileError, Kind
from sd_animagine.caption_files.csv_file import csv_file
from sd_animagine.caption_files.jsonl import jsonl
from sd_animagine.caption_files.kohya_json import kohya_json
from sd_animagine.caption_files.shard import shard
from sd_animagine.caption_files.text_file import text_file
from tests.caption_files.files import GIVEN, ORDERED, passed, tar


@pytest.mark.parametrize("around", [b"%s", b"%s\n", b"\xef\xbb\xbf%s\r\n", b"\n%s"])
def test_a_text_keeps_its_bom_and_line_ends(around: bytes) -> None:
    ordered = GIVEN if around.startswith(b"\n") else ORDERED  # kohya reads the first line alone
    assert passed(text_file, around % GIVEN.encode())[0] == around % ordered.encode()


def test_a_text_is_read_in_another_encoding_when_asked() -> None:
    given = "smile, 初音ミク, 1girl".encode("cp932")
    with pytest.raises(FileError, match="not UTF-8: see byte 8"):
        passed(text_file, given)
    assert sorted(passed(text_file, given, encoding="cp932")[0]) == sorted(given)


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        (text_file, b"1girl\0", "zero byte"),
        (text_file, "1girl".encode("utf-16"), "not UTF-8"),
        (kohya_json, b'[{"tags": "a"}]', "no JSON object of pictures"),
        (kohya_json, b'{"a": {"tags": "a"}} x', "no JSON object of pictures"),
        (kohya_json, b'{"a": ' + b"[" * 100_000, "no JSON object of pictures"),
        (csv_file, b"file_name,words\na,b\n", "Name one with --column"),
        (csv_file, b'file_name,text\na,"b\n', "never closed"),
        (csv_file, b"text\rsmile\r1girl\r", "a lone CR"),
        (shard, b"no archive" * 100, "no tar archive"),
        (shard, tar({"a.txt": b"1girl"})[:700], "cut off"),
        (shard, gzip.compress(tar({"a.txt": b"1girl"}))[:-20], "cut off"),
        (shard, b"\x28\xb5\x2f\xfd" + bytes(600), "Zstandard"),
        (shard, bytes(10_240), "empty"),
    ],
)
def test_what_cannot_be_read_is_said(kind: Kind, data: bytes, said: str) -> None:
    with pytest.raises(FileError, match=said):
        passed(kind, data)


def test_of_a_json_line_only_the_caption_changes() -> None:
    given = (
        '\ufeff{"n": 12345678901234567890,  "x":1.50,"text" :"smile, 1girl, caf\\u00e9" }\r\n'
        "\n"
        '{"caption": "smile, 1girl, 初音", "text": null, "deep": {"text": "smile, 1girl"}}\n'
        '{"tags": ["smile","1g\\u0069rl" , "a\\/b"]}'
    )
    made, visit = passed(jsonl, given.encode())
    ordered = given.replace("smile, 1girl, caf", "1girl, smile, caf")
    ordered = ordered.replace('["smile","1g\\u0069rl" ,', '["1g\\u0069rl","smile" ,')
    assert made.decode() == ordered
    assert [place for place, _ in visit.captions] == ["1", "4"]
    assert not visit.problems  # null is no caption, and no fault either


def test_a_bad_json_line_stays_and_is_said() -> None:
    good = b'{"text": "smile, 1girl"}\n'
    bad = b'nope\n{"text": 3}\n{"other": "smile, 1girl"}\n{"text": "caf\xe9"}\n' + b"[" * 50_000
    made, visit = passed(jsonl, good + bad)
    assert made == b'{"text": "1girl, smile"}\n' + bad
    assert [place for place, _ in visit.problems] == ["2", "3", "4", "5", "6"]


def test_a_column_is_chosen() -> None:
    line = b'{"text": "smile, 1girl", "mine": "smile, 1girl"}'
    assert passed(jsonl, line, "mine")[0] == b'{"text": "smile, 1girl", "mine": "1girl, smile"}'


def test_of_kohyas_metadata_the_tags_change() -> None:
    given = (
        '{\n  "a/1.png": {\n    "caption": "smile, 1girl", "tags": "smile, 1girl",\n'
        '    "train_resolution": [832, 1216]\n  },\n'
        '  "b": {"caption": "smile, 1boy"}, "c": {"tags": ["smile", "1girl"]}, "d": {}\n}'
    )
    made, visit = passed(kohya_json, given.encode())
    ordered = given.replace('"tags": "smile, 1girl"', '"tags": "1girl, smile"')
    ordered = ordered.replace("smile, 1boy", "1boy, smile")
    ordered = ordered.replace('["smile", "1girl"]', '["1girl", "smile"]')
    assert made.decode() == ordered
    assert [place for place, _ in visit.captions] == ["a/1.png", "b", "c"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_keeps_its_quotes_and_line_ends(delimiter: str) -> None:
    rows = [
        "file_name,n,text\r\n", 'a.png,007,"smile, 1girl"\n', '"b ""x"".png",1,smile\r\n',
        'c.png,,"smile, ""q"",\n1girl"\n', "short\n", "d.png,2,",
    ]  # fmt: skip
    given = [_with(delimiter, row) for row in rows]
    made, visit = passed(csv_file, "".join(given).encode())
    assert made.decode() == "".join(given).replace('"smile, 1girl"', '"1girl, smile"')
    assert visit.problems == [("6", "This row has fewer columns than the first.")]
    read = list(csv.reader(io.StringIO("".join(given), newline=""), delimiter=delimiter))
    assert [text for _, text in visit.captions] == [row[2] for row in read[1:] if len(row) > 2]


def _with(delimiter: str, row: str) -> str:
    """A row with other delimiters; not in quotes."""
    parts = row.split('"')
    return '"'.join(part if n % 2 else part.replace(",", delimiter) for n, part in enumerate(parts))


_MEMBERS = {
    "a.png": b"\x89PNG" * 200,
    "a.txt": b"smile, masterpiece,1girl",
    "a.json": b'{"tags": "smile, 1girl", "n": 1e400}',
    "b" * 120 + ".caption": GIVEN.encode(),
    "c.cls": b"smile, 1girl",
    "d.txt": b"caf\xe9, 1girl",
}


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize("mtime", [0, 1.5])
def test_of_a_shard_only_captions_change(form: int, mtime: float) -> None:
    given = tar(_MEMBERS, form, mtime)
    made, visit = passed(shard, given)
    ordered = {
        **_MEMBERS,
        "a.txt": b"1girl, smile, masterpiece",
        "b" * 120 + ".caption": ORDERED.encode(),
    }
    assert made == tar(ordered, form, mtime)
    assert [place for place, _ in visit.problems] == ["d.txt"]
    by_key, _ = passed(shard, given, "tags")
    assert b'{"tags": "1girl, smile", "n": 1e400}' in by_key


@pytest.mark.parametrize("packed_by", [gzip, lzma])
def test_of_a_packed_shard_the_archive_inside_is_kept(packed_by: ModuleType) -> None:
    given = packed_by.compress(tar(_MEMBERS))
    made, _ = passed(shard, given)
    assert packed_by.decompress(made) == passed(shard, tar(_MEMBERS))[0]
    assert made == passed(shard, given)[0]


@pytest.mark.parametrize("kind", [jsonl, kohya_json, csv_file, shard])
def test_what_is_in_order_comes_back_byte_for_byte(kind: Kind) -> None:
    data = {
        jsonl: b'{"text":"1girl, smile"}\n',
        kohya_json: b'{"a":{"tags":"1girl, smile"}}',
        csv_file: b"\xef\xbb\xbftext\n1girl\n",
        shard: tar({"a.txt": b"1girl, smile"}) + bytes(512),
    }[kind]
    assert passed(kind, data)[0] == data


def test_big_numbers_are_passed_over() -> None:
    line = json.dumps({"text": "smile, 1girl"})[:-1] + ', "n": ' + "9" * 200_000 + "}"
    assert passed(jsonl, line.encode())[0] == line.replace("smile, 1girl", "1girl, smile").encode()


@pytest.mark.parametrize(
    ("kind", "given", "made"),
    [
        (  # the last of two of a name counts
            kohya_json,
            '{"a":{"tags":"smile, 1girl"},"b":{"tags":"smile, 1boy"},"a":{"tags":"smile, 2girls"}}',
            '{"a":{"tags":"smile, 1girl"},"b":{"tags":"1boy, smile"},"a":{"tags":"2girls, smile"}}',
        ),
        (
            kohya_json,
            '{"a":{"tags":null,"caption":"smile, 1girl"}}',
            '{"a":{"tags":null,"caption":"1girl, smile"}}',
        ),
        (  # a quote inside a field opens nothing
            csv_file,
            'n\ttext\na\tsmile, 5" x, 1girl\nb\tsmile, 1girl\nc\tsmile, 6" y, 1girl\n',
            'n\ttext\na\t1girl, smile, 5" x\nb\t1girl, smile\nc\t1girl, smile, 6" y\n',
        ),
        (  # half a sign can be written as an escape only
            jsonl,
            '{"text": "smile, 初音, \\ud800, 1girl"}',
            '{"text": "1girl, smile, \\u521d\\u97f3, \\ud800"}',
        ),
        (jsonl, '{"text": "smile, 1girl"} junk', '{"text": "smile, 1girl"} junk'),
        (  # captions of their own
            jsonl,
            '{"text": ["smile, 1girl", "a photo of a girl.", ""]}',
            '{"text": ["1girl, smile", "a photo of a girl.", ""]}',
        ),
    ],
)
def test_odd_files_lose_nothing(kind: Kind, given: str, made: str) -> None:
    assert passed(kind, given.encode())[0].decode() == made


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        (jsonl, b'{"text": "1girl"} junk', "no JSON object"),
        (csv_file, b'text,n\n"smile, 1girl" ,1\n', "behind the quote"),
    ],
)
def test_a_place_that_cannot_be_read_is_said(kind: Kind, data: bytes, said: str) -> None:
    made, visit = passed(kind, data)
    assert made == data
    ((_, told),) = visit.problems
    assert said in told


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-8-sig", b"smile, 1girl"),
        ("utf-16", "\ufeffsmile, 1girl".encode("utf-16-be")),
        ("cp932", b"smile, \xfa\x5c, 1girl"),
    ],
)
def test_what_another_encoding_would_write_otherwise_is_refused(encoding: str, data: bytes) -> None:
    with pytest.raises(FileError, match="it would have other bytes"):
        passed(text_file, data, encoding=encoding)


def test_a_size_that_cannot_be_written_keeps_its_member() -> None:
    info = tarfile.TarInfo("a.txt")
    given = b"smile,  1girl"
    info.size, info.pax_headers = len(given), {"size": str(len(given))}
    header = info.tobuf(tarfile.PAX_FORMAT)
    archive = header + given.ljust(512, b"\0") + bytes(1024)
    made, visit = passed(shard, archive)  # two digits become two digits: 1girl, smile
    assert b"1girl, smile" in made and not visit.problems
