//! Hash tables of names, filled by the compiler.
//!
//! A name is found by its words, eight bytes each, so that most of the time nothing else of it is compared.

use super::names::{Family, Message};
use super::scan::{Key, Name};

/// Names with their parents, joined to them by an underscore. Open addressing.
pub(super) struct Names<const NAMES: usize, const BYTES: usize, const SLOTS: usize> {
    entries: [Joined; NAMES],
    /// All names, one after the other.
    pub(super) text: [u8; BYTES],
    /// The number of an entry, or `FREE`.
    slots: [u16; SLOTS],
}

const FREE: u16 = u16::MAX;

#[derive(Clone, Copy)]
struct Joined {
    words: Words,
    /// Where the name starts in the text.
    start: u16,
    delicate: bool,
}

impl<const NAMES: usize, const BYTES: usize, const SLOTS: usize> Names<NAMES, BYTES, SLOTS> {
    /// The number of bytes that these names have together.
    pub(super) const fn bytes(families: &[Family]) -> usize {
        let (mut bytes, mut f) = (0, 0);
        while f < families.len() {
            let mut c = 0;
            while c < families[f].children() {
                bytes += length_of_pair(families[f].prefix(), families[f].child(c).0);
                c += 1;
            }
            f += 1;
        }
        bytes
    }

    pub(super) const fn new(families: &[Family]) -> Self {
        const NONE: Joined = Joined { words: Words::NONE, start: 0, delicate: false };
        let mut names = Self { entries: [NONE; NAMES], text: [0; BYTES], slots: [FREE; SLOTS] };
        let (mut number, mut start) = (0, 0);
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
                names.entries[number] = Joined { words, start: start as u16, delicate };
                names.slots[slot] = number as u16;
                number += 1;
                let end = start + length_of_pair(prefix, child);
                while start < end {
                    let at = start + length_of_pair(prefix, child) - end;
                    names.text[start] = byte_of_pair(prefix, child, at);
                    start += 1;
                }
                c += 1;
            }
            f += 1;
        }
        assert!(number == NAMES && start == BYTES, "the table has not as many places as there are names");
        names
    }

    /// Whether the name is delicate, if it is there.
    #[inline(always)]
    pub(super) fn find(&self, key: &Key) -> Option<bool> {
        let mut slot = key.words.hash(0) % SLOTS;
        // A table has more slots than names, so that every search ends.
        loop {
            let entry = self.entries.get(usize::from(self.slots[slot]))?;
            if entry.words.are(&key.words) && is_rest(&self.text, entry.start, &key.name) {
                return Some(entry.delicate);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// Whether a name, whose first and last words and length are the same, is the one that stands in a text.
#[inline(always)]
fn is_rest(text: &[u8], start: u16, name: &Name) -> bool {
    if name.len() <= 16 {
        return true;
    }
    let (start, name) = (usize::from(start), name.text());
    match name.len() {
        ..=32 => {
            // What is between the words, in two that overlap.
            let word = |text: &[u8], at: usize| text.get(at..)?.first_chunk::<8>().copied();
            let last = name.len() - 16;
            word(text, start + 8) == word(name, 8) && word(text, start + last) == word(name, last)
        }
        _ => text.get(start..).is_some_and(|text| text.starts_with(name)),
    }
}

/// A place in a tree of names.
pub(super) type Node = u16;

/// Above all names.
pub(super) const ROOT: Node = 0;

/// Below which there is no name.
pub(super) const NOWHERE: Node = Node::MAX;

/// The same names, one part below the other.
pub(super) struct Tree<const NODES: usize, const LEAVES: usize, const NODE_SLOTS: usize, const LEAF_SLOTS: usize> {
    /// Those that have something below them. The root is none of them, so that the first one is node 1.
    nodes: [Step; NODES],
    node_slots: [u16; NODE_SLOTS],
    leaves: [Step; LEAVES],
    leaf_slots: [u16; LEAF_SLOTS],
}

/// One part of a name, below a node.
#[derive(Clone, Copy)]
struct Step {
    words: Words,
    above: Node,
    /// Where the part starts in the text of the names.
    start: u16,
    delicate: bool,
    message: Message,
}

impl Step {
    const NONE: Step = Step { words: Words::NONE, above: NOWHERE, start: 0, delicate: false, message: Message::Either };

    #[inline(always)]
    fn is(&self, above: Node, key: &Key, text: &[u8]) -> bool {
        self.above == above && self.words.are(&key.words) && is_rest(text, self.start, &key.name)
    }
}

impl<const NODES: usize, const LEAVES: usize, const NODE_SLOTS: usize, const LEAF_SLOTS: usize>
    Tree<NODES, LEAVES, NODE_SLOTS, LEAF_SLOTS>
{
    /// The number of nodes that a tree of these names has.
    pub(super) const fn nodes(families: &[Family]) -> usize {
        const ENOUGH: usize = 1024;
        let mut nodes = Nodes { steps: [Step::NONE; ENOUGH], parts: [b""; ENOUGH], count: 0 };
        let (mut start, mut f) = (0, 0);
        while f < families.len() {
            let mut c = 0;
            while c < families[f].children() {
                nodes.add_above(&families[f], c, start);
                start += length_of_pair(families[f].prefix(), families[f].child(c).0);
                c += 1;
            }
            f += 1;
        }
        nodes.count
    }

    pub(super) const fn new(families: &[Family]) -> Self {
        let mut nodes = Nodes { steps: [Step::NONE; NODES], parts: [b""; NODES], count: 0 };
        let mut leaves = [Step::NONE; LEAVES];
        let (mut number, mut start) = (0, 0);
        let mut f = 0;
        while f < families.len() {
            let mut c = 0;
            while c < families[f].children() {
                let (above, part) = nodes.add_above(&families[f], c, start);
                let (child, delicate) = families[f].child(c);
                start += length_of_pair(families[f].prefix(), child);
                let words = Words::of_pair(&[], part);
                let message = families[f].message;
                leaves[number] = Step { words, above, start: (start - part.len()) as u16, delicate, message };
                number += 1;
                c += 1;
            }
            f += 1;
        }
        assert!(nodes.count == NODES && number == LEAVES, "the tree has not as many places as there are names");
        let nodes = nodes.steps;
        Self { nodes, node_slots: slots_of(&nodes), leaves, leaf_slots: slots_of(&leaves) }
    }

    /// The node of that name, if something is below it. The text is that of the names.
    #[inline(always)]
    pub(super) fn node_below(&self, above: Node, key: &Key, text: &[u8]) -> Node {
        let mut slot = key.words.hash(above) % NODE_SLOTS;
        loop {
            let number = self.node_slots[slot];
            match self.nodes.get(usize::from(number)) {
                None => return NOWHERE,
                Some(step) if step.is(above, key, text) => return number + 1,
                Some(_) => slot = (slot + 1) % NODE_SLOTS,
            }
        }
    }

    /// Whether the value of that name is delicate, if it is there. The text is that of the names.
    #[inline(always)]
    pub(super) fn leaf_below(&self, above: Node, key: &Key, message: Message, text: &[u8]) -> Option<bool> {
        let mut slot = key.words.hash(above) % LEAF_SLOTS;
        loop {
            let step = self.leaves.get(usize::from(self.leaf_slots[slot]))?;
            if step.is(above, key, text) && step.message.agrees_with(message) {
                return Some(step.delicate);
            }
            slot = (slot + 1) % LEAF_SLOTS;
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

/// The nodes of a tree as long as it grows.
struct Nodes<const NODES: usize> {
    steps: [Step; NODES],
    parts: [&'static [u8]; NODES],
    count: usize,
}

impl<const NODES: usize> Nodes<NODES> {
    /// Adds what is above a name, as far as it is not there, and gives the node above the name's last part, and that part.
    const fn add_above(&mut self, family: &Family, child: usize, start: usize) -> (Node, &'static [u8]) {
        let (mut above, mut start) = (ROOT, start);
        if !family.prefix().is_empty() {
            above = self.add(above, family.prefix(), start);
            start += family.prefix().len() + 1;
        }
        let (mut rest, _) = family.child(child);
        let mut at = 0;
        while at < rest.len() {
            if rest[at] == b'_' {
                let (part, after) = rest.split_at(at);
                above = self.add(above, part, start);
                start += at + 1;
                (_, rest) = after.split_at(1);
                at = 0;
            } else {
                at += 1;
            }
        }
        (above, rest)
    }

    const fn add(&mut self, above: Node, part: &'static [u8], start: usize) -> Node {
        // The names are sorted: it was added lately, if at all.
        let mut number = self.count;
        while number > 0 {
            if self.steps[number - 1].above == above && same(self.parts[number - 1], part) {
                return number as Node;
            }
            number -= 1;
        }
        self.steps[self.count] = Step { words: Words::of_pair(&[], part), above, start: start as u16, ..Step::NONE };
        self.parts[self.count] = part;
        self.count += 1;
        self.count as Node
    }
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
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) length: usize,
}

impl Words {
    const NONE: Words = Words { first: 0, last: 0, length: 0 };

    /// The words of a name that is not joined yet.
    const fn of_pair(parent: &[u8], child: &[u8]) -> Words {
        let length = length_of_pair(parent, child);
        let (last, bytes) = if length >= 8 { (length - 8, 8) } else { (0, length) };
        Words { first: word_of_pair(parent, child, 0, bytes), last: word_of_pair(parent, child, last, bytes), length }
    }

    #[inline(always)]
    fn are(&self, other: &Words) -> bool {
        self.last == other.last && self.first == other.first && self.length == other.length
    }

    #[inline(always)]
    const fn hash(&self, above: Node) -> usize {
        let other = (self.length as u64) << 16 | above as u64;
        let sum = (self.first ^ self.last.rotate_left(29)).wrapping_add(other);
        (sum.wrapping_mul(0xff51_afd7_ed55_8ccd) >> 40) as usize
    }
}

const fn length_of_pair(parent: &[u8], child: &[u8]) -> usize {
    if parent.is_empty() {
        child.len()
    } else {
        parent.len() + 1 + child.len()
    }
}

const fn byte_of_pair(parent: &[u8], child: &[u8], at: usize) -> u8 {
    let before = length_of_pair(parent, child) - child.len();
    if at >= before {
        child[at - before]
    } else if at == parent.len() {
        b'_'
    } else {
        parent[at]
    }
}

const fn word_of_pair(parent: &[u8], child: &[u8], from: usize, length: usize) -> u64 {
    let mut word = 0;
    let mut i = 0;
    while i < length {
        word |= (byte_of_pair(parent, child, from + i) as u64) << (8 * i);
        i += 1;
    }
    word
}

#[cfg(test)]
mod tests {
    use super::super::names::{SIMPLE_ORDER_NAMES, SIMPLE_ORDER_TREE};
    use super::super::scan::Window;
    use super::*;

    #[test]
    fn words_of_parts_are_the_words_of_the_whole() {
        let name = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let words = |text: &[u8], length: usize| Key::of(Name::any(text, 0..length)).words;
        for length in 0..name.len() {
            let whole = words(&name[..length], length);
            assert!(words(&[&name[..length], b" and more"].concat(), length).are(&whole), "{length}");
            assert!(Words::of_pair(&[], &name[..length]).are(&whole), "{length}");
            let window = [b"<", &name[..length], b" and more than sixteen bytes"].concat();
            let key = Window::over(&window).and_then(|window| window.key(1..1 + length)).unwrap();
            assert!(key.words.are(&whole) && key.name.text() == &name[..length], "{length}");
            for at in 1..length {
                let joined = [&name[..at], b"_", &name[at..length]].concat();
                assert!(Words::of_pair(&name[..at], &name[at..length]).are(&words(&joined, joined.len())));
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
        for slots in [&names.slots[..], &tree.node_slots, &tree.leaf_slots] {
            assert!(longest(slots) < Some(24), "{:?}", longest(slots));
        }
    }
}
