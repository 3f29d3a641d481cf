//! Hash tables of names, filled by the compiler.
//!
//! A name is found by its words, eight bytes each, so that most of the time nothing else of it is compared.

use super::names::{Family, Message};
use super::scan::Name;

/// Names with their parents, joined to them by an underscore. Open addressing.
pub(super) struct Names<const NAMES: usize, const SLOTS: usize> {
    entries: [Joined; NAMES],
    /// The number of an entry, or `FREE`.
    slots: [u16; SLOTS],
}

const FREE: u16 = u16::MAX;

#[derive(Clone, Copy)]
struct Joined {
    words: Words,
    middle: Middle,
    prefix: &'static [u8],
    child: &'static [u8],
    delicate: bool,
}

impl Joined {
    /// Whether this is the name, whose words are the same.
    #[inline(always)]
    fn is(&self, name: &[u8]) -> bool {
        match name.len() {
            17..=32 => Middle::of(name) == Some(self.middle),
            _ => is_pair(name, self.prefix, self.child),
        }
    }
}

impl<const NAMES: usize, const SLOTS: usize> Names<NAMES, SLOTS> {
    pub(super) const fn new(families: &'static [Family]) -> Self {
        const NONE: Joined =
            Joined { words: Words::NONE, middle: Middle([0; 2]), prefix: &[], child: &[], delicate: false };
        let mut names = Self { entries: [NONE; NAMES], slots: [FREE; SLOTS] };
        let mut number = 0;
        let mut f = 0;
        while f < families.len() {
            let mut c = 0;
            while c < families[f].children() {
                let (child, delicate) = families[f].child(c);
                let prefix = families[f].prefix();
                let words = Words::of_pair(prefix, child);
                let mut slot = words.hash(0) % SLOTS;
                while names.slots[slot] != FREE {
                    slot = (slot + 1) % SLOTS;
                }
                let middle = Middle::of_pair(prefix, child, words.length);
                names.entries[number] = Joined { words, middle, prefix, child, delicate };
                names.slots[slot] = number as u16;
                number += 1;
                c += 1;
            }
            f += 1;
        }
        assert!(number == NAMES, "the table has not as many places as there are names");
        names
    }

    /// Whether the name is delicate, if it is there.
    #[inline(always)]
    pub(super) fn find(&self, name: &Name, words: &Words) -> Option<bool> {
        let mut slot = words.hash(0) % SLOTS;
        // A table has more slots than names, so that every search ends.
        loop {
            let entry = self.entries.get(usize::from(self.slots[slot]))?;
            if entry.words.are(words) && (words.are_all() || entry.is(name.text())) {
                return Some(entry.delicate);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

#[inline(never)]
fn is_pair(name: &[u8], parent: &[u8], child: &[u8]) -> bool {
    if parent.is_empty() {
        return name == child;
    }
    name.len() == parent.len() + 1 + child.len()
        && name[parent.len()] == b'_'
        && &name[parent.len() + 1..] == child
        && &name[..parent.len()] == parent
}

/// A place in a tree of names.
pub(super) type Node = u16;

/// Above all names.
pub(super) const ROOT: Node = 0;

/// Below which there is no name.
pub(super) const NOWHERE: Node = Node::MAX;

/// The same names, one part below the other.
pub(super) struct Tree<const NODES: usize, const LEAVES: usize, const SLOTS: usize> {
    /// Those that have something below them. The root is none of them, so that the first one is node 1.
    nodes: [Step; NODES],
    node_slots: [u16; SLOTS],
    leaves: [Step; LEAVES],
    leaf_slots: [u16; SLOTS],
}

/// One part of a name, below a node.
#[derive(Clone, Copy)]
struct Step {
    above: Node,
    words: Words,
    part: &'static [u8],
    delicate: bool,
    message: Message,
}

impl Step {
    const NONE: Step =
        Step { above: NOWHERE, words: Words::NONE, part: &[], delicate: false, message: Message::Either };

    #[inline(always)]
    fn is(&self, above: Node, name: &[u8], words: &Words) -> bool {
        self.above == above && self.words.are(words) && (words.are_all() || name == self.part)
    }
}

impl<const NODES: usize, const LEAVES: usize, const SLOTS: usize> Tree<NODES, LEAVES, SLOTS> {
    /// The number of nodes that a tree of these names has.
    pub(super) const fn nodes(families: &'static [Family]) -> usize {
        const ENOUGH: usize = 1024;
        let mut nodes = [Step::NONE; ENOUGH];
        let mut count = 0;
        let mut f = 0;
        while f < families.len() {
            let mut c = 0;
            while c < families[f].children() {
                (_, _, count) = add_nodes(&mut nodes, count, &families[f], c);
                c += 1;
            }
            f += 1;
        }
        count
    }

    pub(super) const fn new(families: &'static [Family]) -> Self {
        let mut nodes = [Step::NONE; NODES];
        let mut leaves = [Step::NONE; LEAVES];
        let (mut count, mut number) = (0, 0);
        let mut f = 0;
        while f < families.len() {
            let mut c = 0;
            while c < families[f].children() {
                let above;
                let part;
                (above, part, count) = add_nodes(&mut nodes, count, &families[f], c);
                let (_, delicate) = families[f].child(c);
                let words = Words::of_pair(&[], part);
                leaves[number] = Step { above, words, part, delicate, message: families[f].message };
                number += 1;
                c += 1;
            }
            f += 1;
        }
        assert!(count == NODES && number == LEAVES, "the tree has not as many places as there are names");
        Self { nodes, node_slots: slots_of(&nodes), leaves, leaf_slots: slots_of(&leaves) }
    }

    /// The node of that name, if something is below it.
    #[inline(always)]
    pub(super) fn node_below(&self, above: Node, name: &Name) -> Node {
        let words = Words::of(name);
        let mut slot = words.hash(above) % SLOTS;
        loop {
            let number = self.node_slots[slot];
            match self.nodes.get(usize::from(number)) {
                None => return NOWHERE,
                Some(step) if step.is(above, name.text(), &words) => return number + 1,
                Some(_) => slot = (slot + 1) % SLOTS,
            }
        }
    }

    /// Whether the value of that name is delicate, if it is there.
    #[inline(always)]
    pub(super) fn leaf_below(&self, above: Node, name: &Name, message: Message) -> Option<bool> {
        let words = Words::of(name);
        let mut slot = words.hash(above) % SLOTS;
        loop {
            let step = self.leaves.get(usize::from(self.leaf_slots[slot]))?;
            if step.is(above, name.text(), &words) && step.message.agrees_with(message) {
                return Some(step.delicate);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

const fn slots_of<const STEPS: usize, const SLOTS: usize>(steps: &[Step; STEPS]) -> [u16; SLOTS] {
    let mut slots = [FREE; SLOTS];
    let mut number = 0;
    while number < STEPS {
        let mut slot = steps[number].words.hash(steps[number].above) % SLOTS;
        while slots[slot] != FREE {
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = number as u16;
        number += 1;
    }
    slots
}

/// Adds what is above a name as far as it is not there, and gives the node above it, its last part and the number of nodes.
const fn add_nodes(
    nodes: &mut [Step],
    mut count: usize,
    family: &'static Family,
    child: usize,
) -> (Node, &'static [u8], usize) {
    let mut above = ROOT;
    if !family.prefix().is_empty() {
        (above, count) = add_node(nodes, count, above, family.prefix());
    }
    let (mut rest, _) = family.child(child);
    let mut at = 0;
    while at < rest.len() {
        if rest[at] == b'_' {
            let (part, after) = rest.split_at(at);
            (_, rest) = after.split_at(1);
            (above, count) = add_node(nodes, count, above, part);
            at = 0;
        } else {
            at += 1;
        }
    }
    (above, rest, count)
}

const fn add_node(nodes: &mut [Step], count: usize, above: Node, part: &'static [u8]) -> (Node, usize) {
    // The names are sorted: it was added lately, if at all.
    let mut number = count;
    while number > 0 {
        if nodes[number - 1].above == above && same(nodes[number - 1].part, part) {
            return (number as Node, count);
        }
        number -= 1;
    }
    let words = Words::of_pair(&[], part);
    nodes[count] = Step { above, words, part, ..Step::NONE };
    (count as Node + 1, count + 1)
}

/// `==` for constant functions.
pub(super) const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The first and last eight bytes of a name, which tell most names apart; a shorter one is both.
#[derive(Clone, Copy)]
pub(super) struct Words {
    first: u64,
    last: u64,
    length: usize,
}

impl Words {
    const NONE: Words = Words { first: 0, last: 0, length: 0 };

    #[inline(always)]
    pub(super) fn of(name: &Name) -> Words {
        let first = name.first_word();
        Words { first, last: name.last_word().unwrap_or(first), length: name.len() }
    }

    /// The words of a name that is not joined yet.
    const fn of_pair(parent: &[u8], child: &[u8]) -> Words {
        let length = if parent.is_empty() { child.len() } else { parent.len() + 1 + child.len() };
        let (last, bytes) = if length >= 8 { (length - 8, 8) } else { (0, length) };
        Words { first: word_of_pair(parent, child, 0, bytes), last: word_of_pair(parent, child, last, bytes), length }
    }

    #[inline(always)]
    fn are(&self, other: &Words) -> bool {
        self.last == other.last && self.first == other.first && self.length == other.length
    }

    /// Whether the words are the whole name.
    #[inline(always)]
    fn are_all(&self) -> bool {
        self.length <= 16
    }

    #[inline(always)]
    const fn hash(&self, above: Node) -> usize {
        let other = (self.length as u64) << 16 | above as u64;
        let sum = self.first.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) ^ self.last.wrapping_add(other);
        (sum.wrapping_mul(0xff51_afd7_ed55_8ccd) >> 40) as usize
    }
}

/// What is between the first and last words of a name that has up to 32 bytes, in words that overlap.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Middle([u64; 2]);

impl Middle {
    /// Where its words start in a name of this length.
    #[inline(always)]
    const fn places(length: usize) -> [usize; 2] {
        [8, length - 16]
    }

    #[inline(always)]
    fn of(name: &[u8]) -> Option<Middle> {
        let [one, other] = Middle::places(name.len());
        let word = |at: usize| name.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word));
        Some(Middle([word(one)?, word(other)?]))
    }

    const fn of_pair(parent: &[u8], child: &[u8], length: usize) -> Middle {
        if length <= 16 || length > 32 {
            return Middle([0; 2]);
        }
        let [one, other] = Middle::places(length);
        Middle([word_of_pair(parent, child, one, 8), word_of_pair(parent, child, other, 8)])
    }
}

const fn word_of_pair(parent: &[u8], child: &[u8], from: usize, length: usize) -> u64 {
    let before = if parent.is_empty() { 0 } else { parent.len() + 1 };
    let mut word = 0;
    let mut i = 0;
    while i < length {
        let at = from + i;
        let byte = if at >= before {
            child[at - before]
        } else if at == parent.len() {
            b'_'
        } else {
            parent[at]
        };
        word |= (byte as u64) << (8 * i);
        i += 1;
    }
    word
}

#[cfg(test)]
mod tests {
    use super::super::names::{SIMPLE_ORDER_NAMES, SIMPLE_ORDER_TREE};
    use super::*;

    #[test]
    fn words_of_parts_are_the_words_of_the_whole() {
        let name = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for length in 0..name.len() {
            let whole = Words::of(&Name::at(&name[..length], 0));
            assert!(Words::of(&Name::at(&[&name[..length], b" and more"].concat(), 0)).are(&whole), "{length}");
            assert!(Words::of_pair(&[], &name[..length]).are(&whole), "{length}");
            for at in 1..length {
                let joined = [&name[..at], b"_", &name[at..length]].concat();
                assert!(Words::of_pair(&name[..at], &name[at..length]).are(&Words::of(&Name::at(&joined, 0))));
            }
        }
    }

    #[test]
    fn searches_are_short() {
        let longest = |slots: &[u16]| {
            let taken = |at: usize| slots[at % slots.len()] != FREE;
            (0..slots.len()).map(|at| (at..at + slots.len()).take_while(|at| taken(*at)).count()).max()
        };
        let (names, tree) = (&SIMPLE_ORDER_NAMES, &SIMPLE_ORDER_TREE);
        for slots in [&names.slots, &tree.node_slots, &tree.leaf_slots] {
            assert!(longest(slots) < Some(24), "{:?}", longest(slots));
        }
    }
}
