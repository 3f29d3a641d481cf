//! The reader: what it takes, what it refuses, and what its tree shows. `xmllint` (libxml2) is the second opinion.
#[allow(dead_code, missing_docs, unreachable_pub)]
use std::process::Command;

use crate::support::xml_generator::{damage, document, Random};
use cybsign::error::{CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_XML};
use cybsign::secret::SecretBuffer;
use cybsign::xml::{Document, Limits, NodeKind};

fn status(source: &[u8]) -> i32 {
    Document::parse(source, &Limits::default()).err().map_or(0, |error| error.status())
}

/// Not well-formed, or not namespace-well-formed, or with what is never read.
const BAD: &[&str] = &[
    "",
    " ",
    "text",
    "<",
    "<a",
    "<a>",
    "<a/",
    "</a>",
    "<a></b>",
    "<a></A>",
    "<a><b></a></b>",
    "<a/><b/>",
    "<a/>text",
    "text<a/>",
    "<a/>&amp;",
    "&#32;<a/>",
    "<a/><![CDATA[x]]>",
    "<![CDATA[x]]><a/>",
    "< a/>",
    "<a / >",
    "<a></ a>",
    "<a></a x=''>",
    "<a></a/>",
    "<1/>",
    "<-a/>",
    "<.a/>",
    "<a b/>",
    "<a b=/>",
    "<a b=c/>",
    "<a b='c/>",
    "<a b='c\"/>",
    "<a b=\"c'/>",
    "<a b='1'c='2'/>",
    "<a b='1' b='2'/>",
    "<a 'b'/>",
    "<a ='b'/>",
    "<a b='<'/>",
    "<a b='&'/>",
    "<a b='&lt'/>",
    "<a b='&nbsp;'/>",
    "<a b='1',c='2'/>",
    "<a>&</a>",
    "<a>&amp</a>",
    "<a>&nbsp;</a>",
    "<a>&#;</a>",
    "<a>&#x;</a>",
    "<a>&#0;</a>",
    "<a>&#8;</a>",
    "<a>&#xFFFE;</a>",
    "<a>&#xD800;</a>",
    "<a>&#x110000;</a>",
    "<a>&#X41;</a>",
    "<a>&#99999999999999999999;</a>",
    "<a>& amp;</a>",
    "<a>&amp ;</a>",
    "<a>]]></a>",
    "<a>x]]>y</a>",
    "<a><![CDATA[x</a>",
    "<a><![CDATA[x]]</a>",
    "<a><![cdata[x]]></a>",
    "<a><![CDATA [x]]></a>",
    "<a><!-- x</a>",
    "<a><!-- x -- y --></a>",
    "<a><!-- x ---></a>",
    "<a><!--></a>",
    "<a><!---></a>",
    "<a><!- x --></a>",
    "<!-- x --",
    "<a><! x></a>",
    "<a><!></a>",
    "<a><!ELEMENT a ANY></a>",
    "<a><?xml version='1.0'?></a>",
    "<a><?XML x?></a>",
    "<a><?xMl?></a>",
    "<a><??></a>",
    "<a><?></a>",
    "<a><? x?></a>",
    "<a><?1?></a>",
    "<a><?x</a>",
    "<a><?x ></a>",
    "<a><?x:y z?></a>",
    "<a><?x'?></a>",
    " <?xml version='1.0'?><a/>",
    "<!-- --><?xml version='1.0'?><a/>",
    "<?xml version='1.0'?><?xml version='1.0'?><a/>",
    "<?xml?><a/>",
    "<?xml ?><a/>",
    "<?xml version='1.1'?><a/>",
    "<?xml version='2.0'?><a/>",
    "<?xml version=1.0?><a/>",
    "<?xml encoding='UTF-8'?><a/>",
    "<?xml version='1.0'encoding='UTF-8'?><a/>",
    "<?xml version='1.0' standalone='maybe'?><a/>",
    "<?xml version='1.0' standalone='yes' encoding='UTF-8'?><a/>",
    "<?xml version='1.0' version='1.0'?><a/>",
    "<?xml version='1.0' x='y'?><a/>",
    "<?xml version='1.0\"?><a/>",
    "<?xml version='1.0'><a/>",
    "<?xml version='1.0' ? ><a/>",
    "<?Xml version='1.0'?><a/>",
    "<!DOCTYPE a><a/>",
    "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
    "<!DOCTYPE a SYSTEM 'x'><a/>",
    "<!doctype a><a/>",
    "<!DOCTYPE a [",
    "<a/><!DOCTYPE a>",
    "<a><!DOCTYPE a></a>",
    "<!DOCTYPE",
    "<!DOCTYPE>",
    "<b:a/>",
    "<a b:c='d'/>",
    "<a:/>",
    "<:a/>",
    "<a:b:c xmlns:a='urn:x'/>",
    "<a xmlns:='urn:x'/>",
    "<a xmlns:b=''/>",
    "<a :b='c'/>",
    "<a xmlns:xml='urn:x'/>",
    "<a xmlns:b='http://www.w3.org/XML/1998/namespace'/>",
    "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
    "<a xmlns:xmlns='urn:x'/>",
    "<a xmlns:b='http://www.w3.org/2000/xmlns/'/>",
    "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
    "<xmlns:a/>",
    "<xmlns:a xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>",
    "<a xmlns='urn:x' xmlns='urn:x'/>",
    "<a xmlns:b='urn:x' xmlns:b='urn:y'/>",
    "<a xmlns:b='urn:x' xmlns:c='urn:x' b:d='1' c:d='2'/>",
    "<a xmlns:b='urn:x' xmlns:c='urn:&#x78;' b:d='1' c:d='2'/>",
    "<a><b xmlns:c='urn:x'/><c:d/></a>",
    "<a\u{A0}b='c'/>",
    "<a\u{D7}/>",
    "<\u{B7}a/>",
    "<a>\u{1}</a>",
    "<a>\u{FFFE}</a>",
    "<a>\u{FFFF}</a>",
    "<a b='\u{1F}'/>",
    "<a>\u{0}</a>",
    "<a/>\u{0}",
    "<a><!--\u{2}--></a>",
    "\u{FEFF}\u{FEFF}<a/>",
    "<a/>\u{FEFF}",
    "<a xml:b='1' xml:b='2'/>",
    "<a/></a>",
    "<a></a></a>",
    "<a>\u{0}",
];

const GOOD: &[&str] = &[
    "<a/>",
    "<a />",
    "<a></a >",
    "<a b = 'c'/>",
    "<a b='>'/>",
    "<a b='\"'/>",
    "<a b=\"'/>\"/>",
    "<a>></a>",
    "<a>]]</a>",
    "<a>]>]]&gt;</a>",
    "\u{FEFF}<a/>",
    "\u{FEFF}<?xml version='1.0'?><a/>",
    "<?xml version = \"1.0\"\tencoding='utf-8'\nstandalone='no' ?>\r\n<a/>",
    "<?xml-stylesheet x?><a/>",
    "<?xmlx?><a/>",
    "<!----><a/><?x?> <!-- - -->",
    "<a><?x y??></a>",
    "<a><![CDATA[]]]]><![CDATA[>]]></a>",
    "<a xml:lang='x' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
    "<a xmlns=''/>",
    "<a xmlns='urn:x' b='1' xmlns:c='urn:x' c:b='2'/>",
    "<é:ü xmlns:é='urn:x' é:ß='1'/>",
    "<a\u{B7}\u{300}-.1/>",
    "<a>\u{1F600}&#x10FFFF;&#9;&#0000065;</a>",
    "<a b='&#60;&lt;'/>",
    "<xml:a/>",
    "<_/>",
    "<a xmlns:b='c'/>",
    "<a>\u{7F}\u{85}\u{FFFD}</a>",
    "<a>'\"</a>\n\n",
    "<a xmlnsx='1'/>",
    "<Xml/>",
];

#[test]
fn bad_documents_are_refused_and_good_ones_taken() {
    for source in BAD {
        assert_eq!(status(source.as_bytes()), CYBSIGN_E_XML, "{source:?}");
    }
    for source in GOOD {
        assert_eq!(status(source.as_bytes()), 0, "{source:?}");
    }
}

#[test]
fn only_utf_8_is_taken() {
    let utf_16 = |text: &str, big: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    for source in [
        b"<a>\xFF</a>".to_vec(),
        b"<a>\xC0\xAF</a>".to_vec(),
        b"<a>\xED\xA0\x80</a>".to_vec(),
        b"<a>\xC3</a>".to_vec(),
        b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>".to_vec(),
        b"<?xml version='1.0' encoding='UTF-16'?><a/>".to_vec(),
        b"<?xml version='1.0' encoding='utf8'?><a/>".to_vec(),
        b"<?xml version='1.0' encoding=''?><a/>".to_vec(),
        utf_16("<a/>", true),
        utf_16("<a/>", false),
        utf_16("\u{FEFF}<a/>", true),
        utf_16("\u{FEFF}<a/>", false),
    ] {
        assert_eq!(status(&source), CYBSIGN_E_ENCODING, "{source:?}");
    }
}

#[test]
fn errors_carry_the_offset() {
    let offset = |source: &str| {
        let error = Document::parse(source.as_bytes(), &Limits::default()).err().unwrap();
        assert!(!error.message().contains("secret"));
        error.detail()["offset"].as_u64().unwrap()
    };
    assert_eq!(offset("<a>secret</b>"), 9);
    assert_eq!(offset("\u{FEFF}<a>\u{1}</a>"), 6);
    assert_eq!(offset("<a b='secret' b=''/>"), 14);
    assert_eq!(offset("<a>x &secret; </a>"), 5);
    assert_eq!(offset("<a b='&secret;'/>"), 6);
    assert_eq!(offset("<!DOCTYPE secret [ <a/>"), 0);
}

#[test]
fn limits_hold() {
    let limits = Limits { max_bytes: 1000, max_depth: 3, max_attributes: 2, max_nodes: 20 };
    let check = |source: &str| Document::parse(source.as_bytes(), &limits).err().map_or(0, |error| error.status());
    assert_eq!(check("<a><b><c/></b></a>"), 0);
    assert_eq!(check("<a><b><c><d/></c></b></a>"), CYBSIGN_E_LIMIT);
    assert_eq!(check("<a b='' xmlns:c='urn:x'/>"), 0);
    assert_eq!(check("<a b='' xmlns:c='urn:x' d=''/>"), CYBSIGN_E_LIMIT);
    assert_eq!(check(&format!("<a>{}</a>", "<b/>".repeat(18))), 0);
    assert_eq!(check(&format!("<a>{}</a>", "<b/>".repeat(20))), CYBSIGN_E_LIMIT);
    assert_eq!(check(&format!("<a>{}</a>", "<b c=''/>".repeat(11))), CYBSIGN_E_LIMIT);
    assert_eq!(check(&format!("<a>{}</a>", " ".repeat(1000))), CYBSIGN_E_LIMIT);
    assert_eq!(status(&b"<a>".repeat(1 << 20)), CYBSIGN_E_LIMIT);
}

/// Whatever costs more than its share on some reader: must be done in linear time.
#[test]
fn large_input_takes_linear_time() {
    let many = |part: &dyn Fn(usize) -> String, count: usize| (0..count).map(part).collect::<String>();
    let attributes = many(&|n| format!(" a{n}='' "), 50_000);
    let prefixes = many(&|n| format!(" xmlns:p{n}='urn:{n}' p{n}:a='' "), 25_000);
    let nested = many(&|n| format!("<p{n}:a xmlns:p{n}='urn:{n}'>"), 20_000)
        + &many(&|n| format!("</p{}:a>", 19_999 - n), 20_000);
    let limits = Limits { max_depth: usize::MAX, max_attributes: usize::MAX, ..Limits::default() };
    let start = std::time::Instant::now();
    for source in [
        format!("<a{attributes}/>"),
        format!("<a{prefixes}/>"),
        nested,
        format!("<a>{}</a>", "&amp;".repeat(200_000)),
        format!("<a>{}</a>", "]]".repeat(500_000)),
        format!("<a>{}</a>", "<!---->".repeat(200_000)),
        format!("<a>{}</a>", "<b c='d'>e</b>".repeat(100_000)),
    ] {
        let parsed = Document::parse(source.as_bytes(), &limits).unwrap();
        let mut out = SecretBuffer::new();
        cybsign::xml::canonicalize(parsed.root(), &Default::default(), &mut out).unwrap();
        assert!(!out.is_empty());
    }
    // Each takes some tens of milliseconds without optimization; a quadratic one takes minutes.
    assert!(start.elapsed().as_secs() < 60);
}

#[test]
fn the_tree_shows_names_values_and_ranges() {
    let source = "\u{FEFF}<?xml version='1.0'?><s:a xmlns:s='urn:s' xmlns='urn:d' s:x=' 1&#10;' x='2\t'>t&amp;\r\n<b/><!-- c --><![CDATA[<\r\n>]]><c xmlns=''>u</c></s:a><?pi?>";
    let document = Document::parse(source.as_bytes(), &Limits::default()).unwrap();
    let root = document.root();
    assert_eq!(
        (root.prefix(), root.local_name(), root.qualified_name(), root.namespace_uri()),
        ("s", "a", "s:a", "urn:s")
    );
    assert_eq!(root.attribute("urn:s", "x").unwrap(), " 1\n");
    assert_eq!(root.attribute("", "x").unwrap(), "2 ");
    assert_eq!(root.attribute("urn:d", "x"), None);
    assert_eq!(root.text(), "t&\n<\n>");
    assert_eq!(&source[root.range()], &source[24..source.len() - 6]);
    assert!(source[root.start_tag_range()].ends_with("x='2\t'>") && &source[root.end_tag_range()] == "</s:a>");
    assert!(source[root.content_range()].starts_with("t&amp;") && source[root.content_range()].ends_with("</c>"));
    let kinds: Vec<NodeKind> = root.children().map(|node| node.kind()).collect();
    use NodeKind::{CData, Comment, Element, Text};
    assert_eq!(kinds, [Text, Element, Comment, CData, Element]);
    let children: Vec<_> = root.child_elements().collect();
    assert!(children[0].is("urn:d", "b") && children[0].is_self_closed() && children[1].is("", "c"));
    assert_eq!(children[0].content_range().len() + children[0].end_tag_range().len(), 0);
    assert_eq!(children[1].namespace_of_prefix("s"), Some("urn:s"));
    assert_eq!(children[1].namespace_of_prefix(""), Some(""));
    assert_eq!(children[0].namespace_of_prefix(""), Some("urn:d"));
    assert_eq!(children[0].namespace_of_prefix("t"), None);
    assert!(children[1].parent() == Some(root) && root.parent().is_none());
    assert!(children[1].is_within(root) && !root.is_within(children[1]) && !children[0].is_within(children[1]));
    assert_eq!(document.elements().count(), 3);
    let declared: Vec<_> = root.declarations().map(|declaration| (declaration.prefix, declaration.uri)).collect();
    assert_eq!(declared, [("s", "urn:s"), ("", "urn:d")]);
}

/// Runs `xmllint` over the files and gives those in which libxml2 found an error of well-formedness.
fn refused_by_libxml2(files: &[String]) -> Vec<bool> {
    let output =
        Command::new("xmllint").args(["--nonet", "--noout"]).args(files).output().expect("xmllint must be installed");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut refused = vec![false; files.len()];
    for line in errors.lines().filter(|line| line.contains("parser error") || line.contains("Document is empty")) {
        if let Some(at) = files.iter().position(|file| line.starts_with(&format!("{file}:"))) {
            refused[at] = true;
        }
    }
    refused
}

#[test]
fn whatever_libxml2_refuses_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random::new(7);
    let mut sources: Vec<Vec<u8>> = BAD.iter().map(|source| source.as_bytes().to_vec()).collect();
    for _ in 0..600 {
        let whole = document(&mut random);
        sources.push(damage(&mut random, &whole));
    }
    let files: Vec<String> =
        (0..sources.len()).map(|at| folder.path().join(format!("{at}.xml")).display().to_string()).collect();
    for (file, source) in files.iter().zip(&sources) {
        std::fs::write(file, source).unwrap();
    }
    let refused = refused_by_libxml2(&files);
    assert!(refused.iter().filter(|refused| **refused).count() > 300, "xmllint told nothing");
    for (source, _) in sources.iter().zip(refused).filter(|(_, refused)| *refused) {
        assert_ne!(status(source), 0, "libxml2 refuses {:?}", String::from_utf8_lossy(source));
    }
}
