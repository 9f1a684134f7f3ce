"""The tree over the journal is RFC 6962's, and a path proves a leaf and nothing else."""

from __future__ import annotations

import hashlib

import pytest

from lms.domain.journal_tree import Tree, inclusion_path, root, root_of_path

LEAVES = [
    hashlib.sha256(b"\x00" + bytes.fromhex(data)).hexdigest()
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_published_vectors(size: int) -> None:
    assert root(LEAVES[:size]) == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root([]).startswith("e3b0c442")


def test_a_root_can_be_read_at_any_moment() -> None:
    tree, seen = Tree(), []
    for leaf in LEAVES:
        tree.add(leaf)
        seen.append(tree.root)
    assert tuple(seen) == ROOTS


def test_lg_15_a_leaf_that_spells_two_hashes_is_not_the_node_over_them() -> None:
    """Leaf and node are hashed behind different bytes, so neither can pass for the other."""
    pair = b"".join(bytes.fromhex(each) for each in LEAVES[:2])
    as_leaf = hashlib.sha256(b"\x00" + pair).hexdigest()
    assert root(LEAVES[:2]) == hashlib.sha256(b"\x01" + pair).hexdigest()
    assert root([as_leaf]) == as_leaf != root(LEAVES[:2])


@pytest.mark.parametrize("size", range(1, 9))
def test_lg_15_a_path_leads_from_its_leaf_to_the_root_and_from_no_other(size: int) -> None:
    leaves = LEAVES[:size]
    for place, leaf in enumerate(leaves):
        path = inclusion_path(leaves, place)
        assert root_of_path(leaf, place=place, size=size, path=path) == ROOTS[size - 1]
        for other in set(leaves) - {leaf}:
            assert root_of_path(other, place=place, size=size, path=path) != ROOTS[size - 1]
