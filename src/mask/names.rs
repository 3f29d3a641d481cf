//! The names whose values may be logged.
//!
//! They stand in two text files, as CyberSource's kits have them: 91 parents with their children, and the SCMP names of
//! the same things. A name is on the list only if parent and child match exactly; a kit also passes a name that is a part
//! of another one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use memchr::memchr2;

use super::rule::{Rule, MAX_NAME};

/// Which message a top-level name belongs to, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Message {
    Request,
    Reply,
    Either,
}

/// The vocabulary of a list of name-value pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    SimpleOrder,
    Scmp,
    /// Nothing says which: SCMP names then count in lower case only.
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Listed {
    message: Message,
    /// About a person, or a secret of an authentication: logged under the kits' rule, hidden under the strict one.
    delicate: bool,
}

impl Listed {
    fn shown(self, rule: Rule) -> bool {
        !self.delicate || rule == Rule::Sdk
    }
}

/// A tree, whose blocks are pointed to at their starts: tools that look for lost memory take a hash table for lost.
type Names = BTreeMap<Vec<u8>, Listed>;

static SIMPLE_ORDER: LazyLock<Names> = LazyLock::new(|| names(include_str!("simple_order.txt"), |_| true));
static SCMP_FIELDS: LazyLock<Names> = LazyLock::new(|| names(include_str!("scmp.txt"), |list| list == "field"));
static OFFER_PARTS: LazyLock<Names> = LazyLock::new(|| names(include_str!("scmp.txt"), |list| list == "offer"));

/// The names of a list in full, of those parents that are wanted.
fn names(list: &str, wanted: impl Fn(&str) -> bool) -> Names {
    let mut names = Names::new();
    let mut parent = "";
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let children = match line.split_once(':') {
            Some((name, children)) => {
                parent = name;
                children
            }
            None => line,
        };
        for child in children.split_ascii_whitespace().filter(|_| wanted(parent)) {
            let (child, delicate) = child.strip_suffix('*').map_or((child, false), |child| (child, true));
            let (name, message) = match parent {
                "requestMessage" => (child.to_owned(), Message::Request),
                "replyMessage" => (child.to_owned(), Message::Reply),
                "field" | "offer" => (child.to_owned(), Message::Either),
                _ => (format!("{parent}_{child}"), Message::Either),
            };
            let listed = Listed { message, delicate };
            names.entry(name.into_bytes()).and_modify(|other| other.message = Message::Either).or_insert(listed);
        }
    }
    names
}

/// Whether a field of a message may be logged whose name is joined from those of its parents and its own.
pub(super) fn field_allowed(name: &[u8], message: Message, rule: Rule) -> bool {
    SIMPLE_ORDER.get(name).is_some_and(|listed| {
        let agrees = listed.message == message || listed.message == Message::Either || message == Message::Either;
        agrees && listed.shown(rule)
    })
}

/// Whether a name-value pair with this name may be logged.
pub(super) fn pair_allowed(name: &[u8], vocabulary: Vocabulary, rule: Rule) -> bool {
    let listed = match vocabulary {
        Vocabulary::SimpleOrder => simple_order(name),
        Vocabulary::Scmp => scmp(&name.to_ascii_lowercase()),
        Vocabulary::Both => simple_order(name).or_else(|| scmp(name)),
    };
    listed.is_some_and(|listed| listed.shown(rule))
}

/// Indices are no part of a name: `item_0_unitPrice`.
fn simple_order(name: &[u8]) -> Option<Listed> {
    SIMPLE_ORDER.get(name).or_else(|| SIMPLE_ORDER.get(&without_indices(name)?)).copied()
}

/// A name without the parts that are numbers, if there are any.
fn without_indices(name: &[u8]) -> Option<Vec<u8>> {
    let is_index = |part: &&[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let parts = || name.split(|byte| *byte == b'_');
    parts().any(|part| is_index(&part)).then(|| parts().filter(|part| !is_index(part)).collect::<Vec<_>>().join(&b'_'))
}

fn scmp(name: &[u8]) -> Option<Listed> {
    SCMP_FIELDS.get(name).copied().or_else(|| of_every_service(name))
}

/// The SCMP names that every service has of its own, such as `ics_auth_rcode`.
fn of_every_service(name: &[u8]) -> Option<Listed> {
    let (service, delicate) = [("_rcode", false), ("_rflag", false), ("_time", false), ("_rmsg", true)]
        .iter()
        .find_map(|(end, delicate)| name.strip_suffix(end.as_bytes()).map(|service| (service, *delicate)))?;
    let is_plain = service.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_');
    (is_plain && !service.is_empty()).then_some(Listed { message: Message::Either, delicate })
}

/// Whether this is SCMP's `offer0`, `offer1` and so on.
pub(super) fn is_offer(name: &[u8]) -> bool {
    let number = name.split_at_checked(5).filter(|(offer, _)| offer.eq_ignore_ascii_case(b"offer"));
    number.is_some_and(|(_, number)| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}

/// Whether a part of an SCMP offer may be logged.
pub(super) fn offer_part_allowed(name: &[u8]) -> bool {
    OFFER_PARTS.contains_key(name)
}

/// What names are made of: letters, digits and `_ - . :`.
const IN_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
        byte += 1;
    }
    table
};

/// How many bytes at the start can be part of a name. Not more than `MAX_NAME + 1` count.
pub(super) fn name_length(text: &[u8]) -> usize {
    let start = &text[..text.len().min(MAX_NAME + 1)];
    start.iter().position(|byte| !IN_NAMES[usize::from(*byte)]).unwrap_or(start.len())
}

/// Only such a name is shown: anything else may be a value that stands in the wrong place.
pub(super) fn is_plain_name(name: &[u8]) -> bool {
    (1..=MAX_NAME).contains(&name.len()) && name_length(name) == name.len()
}

/// The plain name that a text starts with, if a `=` follows.
pub(super) fn name_of_pair(text: &[u8]) -> Option<&[u8]> {
    let name = &text[..name_length(text)];
    (is_plain_name(name) && text.get(name.len()) == Some(&b'=')).then_some(name)
}

/// Whether a name says that its value is the content of a magnetic stripe.
pub(super) fn is_track_data(name: &[u8]) -> bool {
    const TRACK_DATA: &[u8] = b"trackdata";
    // Only few names have this letter.
    memchr2(b'k', b'K', name).is_some()
        && name.windows(TRACK_DATA.len()).any(|part| part.eq_ignore_ascii_case(TRACK_DATA))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = include_str!("simple_order.txt");

    #[test]
    fn every_name_is_found_and_its_neighbours_are_not() {
        let is_listed = |name: &str| SIMPLE_ORDER.contains_key(name.as_bytes());
        let is_shown = |name: &str, rule| pair_allowed(name.as_bytes(), Vocabulary::SimpleOrder, rule);
        for (name, listed) in SIMPLE_ORDER.iter() {
            let name = std::str::from_utf8(name).unwrap();
            assert!(is_shown(name, Rule::Sdk), "{name}");
            assert_eq!(is_shown(name, Rule::Strict), !listed.delicate, "{name}");
            for other in [format!("{name}x"), format!("x{name}"), name[1..].to_string(), format!("{name}_x")] {
                assert_eq!(is_shown(&other, Rule::Sdk), is_listed(&other), "{other}");
            }
        }
        // One of the 671 stands at the top of both messages.
        assert_eq!(SIMPLE_ORDER.len(), 670);
        assert_eq!((SCMP_FIELDS.len(), OFFER_PARTS.len()), (46, 17));
    }

    #[test]
    fn the_list_is_sorted_so_that_it_can_be_compared() {
        let families: Vec<_> =
            LIST.split("\n\n").nth(1).unwrap().replace("\n ", " ").lines().map(str::to_owned).collect();
        assert_eq!(families.len(), 91);
        assert!(families.windows(2).all(|pair| pair[0].split(':').next() < pair[1].split(':').next()));
        for family in &families {
            let children: Vec<_> =
                family.split_ascii_whitespace().skip(1).map(|name| name.trim_end_matches('*')).collect();
            assert!(children.windows(2).all(|pair| pair[0] < pair[1]), "{family}");
        }
    }

    #[test]
    fn a_name_without_parent_belongs_to_its_message() {
        let is_shown = |name: &str, message| field_allowed(name.as_bytes(), message, Rule::Sdk);
        assert!(is_shown("decision", Message::Reply) && is_shown("decision", Message::Either));
        assert!(!is_shown("decision", Message::Request) && !is_shown("merchantID", Message::Reply));
        assert!(is_shown("merchantReferenceCode", Message::Reply));
        assert!(is_shown("merchantReferenceCode", Message::Request));
    }

    #[test]
    fn indices_are_no_part_of_a_name() {
        for (name, plain) in [
            ("item_0_unitPrice", Some("item_unitPrice")),
            ("0_item_unitPrice_12", Some("item_unitPrice")),
            ("missingField_3", Some("missingField")),
            ("item_0a_unitPrice", None),
            ("item__unitPrice", None),
        ] {
            assert_eq!(without_indices(name.as_bytes()).as_deref(), plain.map(str::as_bytes));
        }
    }
}
