"""The vocabulary: kinds, ties, roles and levels as the ontology declares them."""

from __future__ import annotations

from fastapi import APIRouter
from typing_extensions import TypedDict

from api.parameters import Asked
from graph.ontology.declaration import Property
from graph.ontology.ladder import LADDER
from graph.ontology.roles import ROLE_LABELS
from graph.ontology.vocabulary import KIND, TIE

router = APIRouter(tags=["ontology"])


class PropertyBody(TypedDict):
    """A property of a kind or tie."""

    name: str
    label_ja: str
    label_en: str
    type: str
    many: bool
    choices: list[str]
    help_ja: str


class KindBody(TypedDict):
    """A kind of entity, with the sign it bears everywhere."""

    name: str
    label_ja: str
    label_en: str
    group: str
    initial: str
    colour: str
    shape: str
    help_ja: str
    properties: list[PropertyBody]


class TieRoleBody(TypedDict):
    """A part taken in a tie."""

    name: str
    label_ja: str
    label_en: str


class TieKindBody(TypedDict):
    """A kind of tie; `ends` are the kinds or groups at its start and end."""

    name: str
    label_ja: str
    label_en: str
    ends: list[list[str]]
    meaning: str
    symmetric: bool
    roles: list[TieRoleBody]
    properties: list[PropertyBody]


class RoleLabelBody(TypedDict):
    """A label derived beside a kind."""

    name: str
    label_ja: str
    label_en: str
    help_ja: str


class LevelBody(TypedDict):
    """A step of the ladder: weight when fresh, half-life in years."""

    number: int
    label_ja: str
    label_en: str
    weight: float
    half_life: float


class OntologyBody(TypedDict):
    """The whole vocabulary."""

    kinds: list[KindBody]
    ties: list[TieKindBody]
    roles: list[RoleLabelBody]
    levels: list[LevelBody]
    as_of: str
    revision: str


@router.get("/ontology", summary="語彙")
def read_ontology(asked: Asked) -> OntologyBody:
    """Every kind, tie, role and level."""
    return {
        "kinds": [
            {
                "name": kind.name,
                "label_ja": kind.label_ja,
                "label_en": kind.label_en,
                "group": kind.group,
                "initial": kind.initial,
                "colour": kind.colour,
                "shape": kind.shape,
                "help_ja": kind.help_ja,
                "properties": [_property(each) for each in kind.properties],
            }
            for kind in KIND.values()
        ],
        "ties": [
            {
                "name": tie.name,
                "label_ja": tie.label_ja,
                "label_en": tie.label_en,
                "ends": [list(end) for end in tie.ends],
                "meaning": tie.meaning,
                "symmetric": tie.symmetric,
                "roles": [
                    {"name": role.name, "label_ja": role.label_ja, "label_en": role.label_en} for role in tie.roles
                ],
                "properties": [_property(each) for each in tie.properties],
            }
            for tie in TIE.values()
        ],
        "roles": [
            {"name": role.name, "label_ja": role.label_ja, "label_en": role.label_en, "help_ja": role.help_ja}
            for role in ROLE_LABELS
        ],
        "levels": [
            {
                "number": level.number,
                "label_ja": level.label_ja,
                "label_en": level.label_en,
                "weight": level.weight,
                "half_life": level.half_life,
            }
            for level in LADDER
        ],
        "as_of": asked.as_of.isoformat(),
        "revision": asked.snapshot.revision,
    }


def _property(declared: Property) -> PropertyBody:
    return {
        "name": declared.name,
        "label_ja": declared.label_ja,
        "label_en": declared.label_en,
        "type": declared.type.value,
        "many": declared.many,
        "choices": list(declared.choices),
        "help_ja": declared.help_ja,
    }
