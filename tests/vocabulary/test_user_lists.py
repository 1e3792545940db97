"""Lists that users bring: both formats, whole and broken, and what they do to the vocabulary."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from sd_animagine.compiler import Context, Request, check_request
from sd_animagine.vocabulary import TagKind, Vocabulary, bundled, with_user_lists
from sd_animagine.vocabulary.user_lists import LEAST_POSTS, read_list

TAGCOMPLETE = """\
1girl,0,6008644,"1girls,sole_female"
zyx_coat,0,5000,"/zc,zyx_jacket"
^_^,0,4000,
zyx_painter,1,3000,
zyx_saga,3,2000,zyxs
hero_(zyx_saga),4,1000,
zyx_meta,5,900,
zyx_species,8,800,
extra_zyx,5,Quality tag,
"zyx, the ""quoted"" one",0,3,
"""

HANATSUMI = """\
id,name,post_count,category,is_deprecated,created_at,updated_at,words
1,zyx_coat,500,0,false,2013-02-27T22:42:36.436-05:00,2024-01-01T00:00:00.000-05:00,"{zyx,coat}"
2,zyx_old,900,0,true,2013-02-27T22:42:36.436-05:00,2024-01-01T00:00:00.000-05:00,{zyx}
3,zyx_rare,19,0,false,2013-02-27T22:42:36.436-05:00,2024-01-01T00:00:00.000-05:00,{zyx}
4,zyx_painter,300,1,f,2013-02-27T22:42:36.436-05:00,2024-01-01T00:00:00.000-05:00,{zyx}
5,zyx_heroine,40,4,f,2025-03-01T22:42:36.436-05:00,2025-04-01T00:00:00.000-05:00,{zyx}
"""


def listed(path: Path, text: str | bytes, name: str = "mine.csv") -> Path:
    file = path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.fixture
def extended(tmp_path: Path) -> Vocabulary:
    return bundled().with_lists([read_list(listed(tmp_path, TAGCOMPLETE), bundled().kaomoji)])


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("zyx coat", "zyx coat", TagKind.GENERAL),
        ("zyx_coat", "zyx coat", TagKind.GENERAL),
        ("zyx_jacket", "zyx jacket", TagKind.GENERAL),
        ("/zc", "/zc", TagKind.GENERAL),
        ("zyx saga", "zyx saga", TagKind.SERIES),
        ("zyxs", "zyxs", TagKind.SERIES),
        (r"hero \(zyx saga\)", "hero (zyx saga)", TagKind.CHARACTER),
        ("zyx meta", "zyx meta", TagKind.GENERAL),
        ("zyx species", "zyx species", TagKind.GENERAL),
        ("extra zyx", "extra zyx", TagKind.GENERAL),
        ("^_^", "^_^", TagKind.GENERAL),
        ("1girl", "1girl", TagKind.COUNT),
        ("long hair", "long hair", TagKind.GENERAL),
        ("zyx painter", "zyx painter", TagKind.UNKNOWN),
    ],
)
def test_tagcomplete(extended: Vocabulary, text: str, name: str, kind: TagKind) -> None:
    assert extended.look_up(text) == (name, kind)


def test_what_belongs_to_a_name(extended: Vocabulary) -> None:
    assert extended.is_artist("zyx painter") and not bundled().is_artist("zyx painter")
    hero = extended.character("hero (zyx saga)")
    assert hero is not None and (hero.series, hero.new) == ("zyx saga", False)
    assert extended.rank("zyx coat") == 2
    assert 'zyx, the "quoted" one' in extended.kinds
    assert extended.problems == bundled().problems


def test_the_bundled_vocabulary_stays_as_it_was(extended: Vocabulary) -> None:
    assert "zyx coat" not in bundled().kinds
    assert bundled().look_up("zyx jacket")[1] is TagKind.UNKNOWN
    assert len(extended.kinds) > len(bundled().kinds)


def test_rows_win_over_bundled_ones_but_never_over_the_card(tmp_path: Path) -> None:
    rows = "blush,4,9,\nmasterpiece,4,9,\nsafe,3,9,\nlowres,4,9,\noshi_no_ko,0,9,\nyear_2023,0,9,\n"
    vocabulary = bundled().with_lists([read_list(listed(tmp_path, rows))])
    assert vocabulary.kinds["blush"] is TagKind.CHARACTER
    for name in ("masterpiece", "safe", "lowres", "oshi no ko", "year 2023"):
        assert vocabulary.kinds[name] is bundled().kinds[name]


def test_an_alias_of_a_user_s_list_is_only_suggested(extended: Vocabulary) -> None:
    context = Context(vocabulary=extended)
    (found,) = (
        f for f in check_request(Request("1girl, zyx jacket"), context) if f.code == "ANI302"
    )
    assert found.fix is not None and not found.fix.safe
    (found,) = (
        f for f in check_request(Request("1girl, bunny ears"), context) if f.code == "ANI302"
    )
    assert found.fix is not None and found.fix.safe


def test_of_two_lists_the_first_wins(tmp_path: Path) -> None:
    first = read_list(listed(tmp_path, "zyx,3,9,\n", "a.csv"))
    second = read_list(listed(tmp_path, "zyx,4,9,\n", "b.csv"))
    assert bundled().with_lists([first, second]).kinds["zyx"] is TagKind.SERIES


def test_hanatsumi(tmp_path: Path) -> None:
    found = read_list(listed(tmp_path, HANATSUMI))
    assert found.kinds == {"zyx coat": TagKind.GENERAL, "zyx heroine": TagKind.CHARACTER}
    assert found.artists == {"zyx painter"}
    assert (found.dropped, found.broken, found.problems) == (2, 0, [])
    vocabulary = bundled().with_lists([found])
    assert vocabulary.is_new("zyx heroine") and not vocabulary.is_new("zyx coat")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (b"lonely", "line 2: the row has only one column"),
        (b"zyx,general,5,", "line 2: the category is 'general', expected a number"),
        (b"zy\xffx,0,5,", "line 2: the row is not UTF-8"),
        (b"zy\0x,0,5,", "line 2: the row has a NUL"),
        (b'"zyx,0,5,', "line 2: the row is no CSV"),
        (b",0,5,", "line 2: the row has no name"),
        (b"z" * 201 + b",0,5,", "line 2: the name has over 200 characters"),
        (b"z" * 100_000 + b",0,5,", "line 2: the row has over 65,536 bytes"),
    ],
)
def test_a_broken_row_is_named_and_the_rest_is_read(
    tmp_path: Path, row: bytes, problem: str
) -> None:
    found = read_list(listed(tmp_path, b"good,0,9,\n" + row + b"\nalso_good,0,9,\n"))
    assert list(found.kinds) == ["good", "also good"]
    assert found.broken == 1
    assert found.problems[0].startswith(f"mine.csv {problem}")
    assert found.problems[0].endswith("the row was left out")


def test_broken_rows_are_counted(tmp_path: Path) -> None:
    found = read_list(listed(tmp_path, "good,0,9,\nbad\nworse\n\nfine,0,1,\n"))
    assert found.problems == [
        "mine.csv line 2: the row has only one column, expected name,category,count,aliases; "
        "2 such rows were left out"
    ]


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"name,type,postCount,aliases\n", b"\n"])
def test_byte_order_mark_header_and_empty_lines_are_no_rows(tmp_path: Path, start: bytes) -> None:
    found = read_list(listed(tmp_path, start + b"good,0,9,\r\nfine,0,9,\r\n"))
    assert (list(found.kinds), found.broken) == (["good", "fine"], 0)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    found = read_list(tmp_path / "none.csv")
    assert found.problems == ["none.csv cannot be read (No such file or directory)"]
    assert not found


def test_memory_is_bounded_by_what_is_kept(tmp_path: Path) -> None:
    header = HANATSUMI.partition("\n")[0]
    path = tmp_path / "big.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(header + "\n")
        for n in range(60_000):  # 6 MB, of which a hundredth is kept
            posts = LEAST_POSTS if n % 100 == 0 else 1
            file.write(f"{n},tag_{n},{posts},0,f,2013-02-27T22:42:36.436-05:00,,{'x' * 60}\n")
    tracemalloc.start()
    found = read_list(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 600
    assert peak < 2_000_000


@pytest.fixture
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tags"
    (folder / "user").mkdir(parents=True)
    monkeypatch.setattr(with_user_lists.tables, "folder", lambda: folder)
    return folder / "user"


def test_without_lists_the_bundled_vocabulary_is_in_use(user_folder: Path) -> None:
    assert with_user_lists.extended() is bundled()


def test_files_in_the_user_folder_are_in_use(user_folder: Path, tmp_path: Path) -> None:
    listed(user_folder, "zyx_coat,0,9,zyx_jacket\n")
    listed(user_folder, "nothing here", "notes.txt")
    assert "zyx coat" in with_user_lists.extended().kinds
    named = listed(tmp_path, "zyx_hat,0,9,\n", "named.csv")
    lists = with_user_lists.extended([named])
    assert {"zyx coat", "zyx hat"} <= set(lists.kinds)
    found = check_request(Request("1girl, zyx coats, zyx jacket"), Context(vocabulary=lists))
    assert [f.code for f in found if f.code[:4] == "ANI3"] == ["ANI301", "ANI302"]


def test_a_changed_file_is_read_again(user_folder: Path) -> None:
    file = listed(user_folder, "zyx_coat,0,9,\n")
    first = with_user_lists.extended()
    assert with_user_lists.extended() is first
    file.write_text("zyx_hat,0,9,\nzyx_shoe,0,9,\n", encoding="utf-8")
    now = with_user_lists.extended().kinds
    assert "zyx hat" in now and "zyx coat" not in now
