"""The page of a sector of many plants: what one effort brings, what the sector earns, the same plants as projects."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.ground.numbers import money, percent
from appraisal.outputs.layout import Listed, Record, indented, listed, masthead, pairs, panel, put
from appraisal.outputs.objective_text import Write, column, rounded
from appraisal.outputs.sector_record import tonnes_words
from appraisal.outputs.years_table import NOTHING

SHARED = {
    "abatement": "to the plants below the benchmark, in proportion to how far below they stayed",
    "output": "to all plants by their output",
}
NAMES = {
    "sector_plants.relative_intensity": "Intensity of a plant",
    "sector_plants.effort": "Effort of a plant",
    "sector_plants.participation": "Share that takes part",
}
READ_AS = (
    "In every draw the plant itself makes its effort; the others are drawn one by one.",
    "Credits are those for the tonnes, before levies and other owners; money is after both.",
)
DIGITS = 4


def show(record: Record, console: Console) -> None:
    """Print the page of a sector."""
    put(_parts(record), console)


def _parts(record: Record) -> Iterator[RenderableType]:
    yield from masthead(record)
    if record["scenario"]["about"]:
        yield Text(record["scenario"]["about"])
    yield Text(record["conventions"])
    yield panel(pairs(list(headline(record)), label_width=22), title_words(record))
    yield from _titled(f"What the effort of the plant brings it; {standing_units(record)}", standings(record))
    yield from _titled(f"The same plants, credited both ways; {tonnes_unit(record)}", both_ways(record))
    yield from _titled(f"The settlements; {settlement_units(record)}", settlements(record))
    yield Text("What the plants are", style="bold")
    yield pairs([(NAMES[path], words) for path, words in record["sector"]["stated"].items()], label_width=24)
    yield from (indented(text) for text in (*record["notes"], *READ_AS))


def _titled(title: str, found: Listed) -> Iterator[RenderableType]:
    yield Text(title, style="bold")
    yield listed(found)


def title_words(record: Record) -> str:
    """Say in a few words what a single effort earns in the sector."""
    alone, project = record["standings"][0]["earned"]["tonnes"], record["project"]["earned"]["tonnes"]
    if alone >= 1 or project < 1:
        return "The plant in its sector"
    return "An effort that stays alone earns nothing in the sector"


def headline(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what a reader must know first, each with its label."""
    sector, draws, project = record["sector"], record["draws"], record["project"]
    plants, none = sector["plants"], draws["none"]
    yield "As a project", f"{_earned(record, project['earned'])} ({project['title']})"
    yield "Alone in the sector", _earned(record, record["standings"][0]["earned"])
    yield "With all others", _earned(record, record["standings"][-1]["earned"])
    yield "To earn anything", _needed(record["marks"]["needed"], plants)
    chance = (
        f"{percent(none['value'], 1)} of {draws['made']:,} draws (standard error {percent(none['standard_error'], 1)})"
    )
    yield "The sector earns none", chance
    low, middle, high = (tonnes_words(draws["percentiles"][share]) for share in ("5", "50", "95"))
    yield "The sector earns", f"{middle} in the median draw; nine draws in ten lie between {low} and {high}"
    yield "Shared back", SHARED[sector["shared_by"]]


def _earned(record: Record, earning: Record) -> str:
    if earning["tonnes"] < 1:
        return "no credit"
    return f"{money(earning['tonnes'], 't')}, sold for {money(earning['revenue'], record['currency'])} in present value"


def _needed(needed: int | None, plants: int) -> str:
    if needed is None:
        return f"not even the effort of all {plants:,} other plants is enough"
    return (
        f"{needed:,} of the {plants:,} other plants must make the effort too" if needed else "no other plant is needed"
    )


def tonnes_unit(record: Record) -> str:
    """Return the unit of the table of both ways."""
    return _group_column(record)[1]


def _group_column(record: Record) -> tuple[Write, str]:
    own = [record["project"]["earned"]["tonnes"]]
    return column([*own, *(group[way] for group in record["groups"] for way in ("project", "sectoral"))], "t")


def standing_units(record: Record) -> str:
    """Return the units of the table of standings."""
    sector, tonnes, worth = _standing_columns(record)
    of_sector = f", of the sector in {sector[1]}" if sector[1] != tonnes[1] else ""
    return f"credits in {tonnes[1]}{of_sector}, money in {worth[1]}, in present value"


def _standing_columns(record: Record) -> tuple[tuple[Write, str], tuple[Write, str], tuple[Write, str]]:
    rows, project = record["standings"], record["project"]
    tonnes = [project["earned"]["tonnes"], *(row["earned"]["tonnes"] for row in rows)]
    worth = [project["npv"], project["earned"]["revenue"], *(row["npv"] for row in rows)]
    return column((row["sector"] for row in rows), "t"), column(tonnes, "t"), column(worth, record["currency"])


def standings(record: Record) -> Listed:
    """Return what the plant gets, by how many others make the effort: at the numbers that say most."""
    sector, tonnes, worth = (found[0] for found in _standing_columns(record))
    headings = (
        "others that\nmake the effort",
        "sector",
        "plant",
        "without\nits effort",
        "brought\nby it",
        "sold for",
        "NPV",
    )
    project, earned = record["project"], record["project"]["earned"]
    alone = tuple(map(tonnes, (earned["tonnes"], 0.0, earned["tonnes"])))
    total = ("as a project", NOTHING, *alone, worth(earned["revenue"]), worth(project["npv"]))
    rows = [
        (
            _others(record, row["joined"]),
            sector(row["sector"]),
            *(tonnes(row[part]["tonnes"]) for part in ("earned", "idle", "brought")),
            *map(worth, (row["earned"]["revenue"], row["npv"])),
        )
        for row in _chosen(record)
    ]
    return Listed(headings, "lrrrrrr", tuple(rows), total)


def _chosen(record: Record) -> list[Record]:
    """Return the standings at none, the least that is needed, as many as are stated, and all."""
    marks = set(record["marks"].values())
    return [row for row in record["standings"] if row["joined"] in marks]


def _others(record: Record, joined: int) -> str:
    """Return a number of others and what it stands for."""
    words = {"alone": "none", "needed": "least that is needed", "stated": "as stated", "together": "all"}
    said = [text for key, text in words.items() if record["marks"][key] == joined]
    said = said[:1] if not joined else said
    return f"{joined:,}: {', '.join(said)}"


def both_ways(record: Record) -> Listed:
    """Return the plants as projects and in the sector, at the effort that the scenario states."""
    tonnes, _ = _group_column(record)
    headings = ("", "plants", "as projects", "without\na credit", "in the sector", "without\na credit")
    stated = next(row for row in record["standings"] if row["joined"] == record["marks"]["stated"])
    alone, shared = record["project"]["earned"]["tonnes"], stated["earned"]["tonnes"]
    own = {"plants": 1, "project": alone, "sectoral": shared}
    own |= {"without_project": int(alone < 1), "without_sectoral": int(shared < 1)}
    named = [("the plant itself", own), *((MAKES[one["joined"]], one) for one in record["groups"])]
    total = {key: sum(one[key] for _, one in named) for key in own}
    rows = [_both(name, one, tonnes) for name, one in named]
    return Listed(headings, "lrrrrr", tuple(rows), _both("all plants", total, tonnes))


MAKES = {True: "others that make the effort", False: "others that do not"}


def _both(name: str, one: Record, tonnes: Write) -> tuple[str, ...]:
    return (
        name,
        f"{one['plants']:,}",
        tonnes(one["project"]),
        f"{one['without_project']:,}",
        tonnes(one["sectoral"]),
        f"{one['without_sectoral']:,}",
    )


def settlement_units(record: Record) -> str:
    """Return the units of the table of settlements."""
    credits = column([one["credits"] for one in record["settlements"]], "t")[1]
    return f"credits in {credits}, mean intensities in {record['sector']['intensity_unit']}"


def settlements(record: Record) -> Listed:
    """Return what is settled: benchmark and mean intensities, credits, and the chance that there are none."""
    headings = ("settled", "benchmark", "others as usual", "with their effort", "credits", "no credit")
    tonnes, _ = column([one["credits"] for one in record["settlements"]], "t")
    rows = [
        (
            f"{one['first']} to {one['year']}",
            *(rounded(one[part], DIGITS) for part in ("benchmark", "usual", "reached")),
            tonnes(one["credits"]),
            f"{percent(one['none']['value'], 1)} of the draws",
        )
        for one in record["settlements"]
    ]
    return Listed(headings, "lrrrrr", tuple(rows))
