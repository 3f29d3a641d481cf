//! Random well-formed documents that are hard on a canonicalizer, and random damage.

/// A small generator of numbers (xorshift64*): the same seed gives the same documents.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }

    pub fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }
}

const PREFIXES: &[&str] = &["", "a", "b", "c", "é"];
const URIS: &[&str] = &["urn:x", "urn:y", "http://z/?a=1;b=&#x32;", "urn:%C3%A9", "urn:x:a"];
const LOCALS: &[&str] = &["e", "Body", "id", "ä", "x-1", "_"];
const TEXTS: &[&str] = &[
    "text",
    " ",
    "\r\n",
    "\r",
    "\n\t",
    "&amp;",
    "&lt;&gt;",
    "&#13;",
    "&#xD;&#xA;",
    "&#128512;",
    "\"'",
    ">",
    "]]&gt;",
    "é\u{2028}",
    "&quot;&apos;",
    "]] >",
    "<![CDATA[<&>\r\n]]>",
    "<![CDATA[]]>",
    "<![CDATA[]]]]><![CDATA[>]]>",
];
const VALUES: &[&str] =
    &["v", "", " a  b ", "&#9;&#10;&#13;", "\t\r\n", "&lt;&amp;&gt;", ">", "&quot;&apos;", "é&#x1F600;", "&#32;"];
const ASIDES: &[&str] = &["<!-- c\r\nd -->", "<!---->", "<?pi?>", "<?pi  data \r\n ?>", "<?a-b ? > ?>"];

/// A document; every prefix in it is declared.
pub fn document(random: &mut Random) -> String {
    let mut out = String::new();
    if random.below(3) == 0 {
        out.push_str(
            random.pick(&["<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n"]),
        );
    }
    aside(random, &mut out);
    element(random, &mut out, &[], 0);
    aside(random, &mut out);
    aside(random, &mut out);
    out
}

/// The namespace of requests.
pub const CYBS: &str = "urn:schemas-cybersource-com:transaction-data-1.224";

/// A request of CyberSource's with such elements in it, and asides around it.
pub fn request(random: &mut Random) -> String {
    let mut out = String::new();
    if random.below(3) == 0 {
        out.push_str("<?xml version=\"1.0\"?>");
    }
    aside(random, &mut out);
    let prefix = random.pick(&["", "a", "soap", "wsu", "ns2", "SOAP-ENV"]);
    let name = qname(prefix, "requestMessage");
    let declaration = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
    out.push_str(&format!("<{name} {declaration}=\"{CYBS}\">"));
    for _ in 0..random.below(4) {
        out.push_str(random.pick(TEXTS));
        element(random, &mut out, &[], 0);
    }
    out.push_str(&format!("</{name}>"));
    aside(random, &mut out);
    out
}

fn aside(random: &mut Random, out: &mut String) {
    if random.below(2) == 0 {
        out.push_str(random.pick(ASIDES));
        out.push_str(random.pick(&["", "\n", "\r\n "]));
    }
}

fn element(random: &mut Random, out: &mut String, outer: &[(&'static str, &'static str)], depth: usize) {
    let mut scope = outer.to_vec();
    let mut tags: Vec<String> = Vec::new();
    for prefix in PREFIXES {
        if random.below(4) == 0 {
            let uri = if prefix.is_empty() && random.below(3) == 0 { "" } else { random.pick(URIS) };
            scope.retain(|(known, _)| known != prefix);
            scope.push((prefix, uri));
            let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            tags.push(format!("{name}={}", quoted(random, uri)));
        }
    }
    let name = {
        let prefix = if scope.is_empty() { "" } else { scope[random.below(scope.len())].0 };
        qname(prefix, random.pick(LOCALS))
    };
    let mut used: Vec<(String, &str)> = Vec::new();
    for _ in 0..random.below(5) {
        let prefixed: Vec<_> = scope.iter().filter(|(prefix, _)| !prefix.is_empty()).copied().collect();
        let (prefix, uri) = match random.below(3) {
            0 if !prefixed.is_empty() => prefixed[random.below(prefixed.len())],
            1 if random.below(3) == 0 => ("xml", "xml"),
            _ => ("", ""),
        };
        let local = if prefix == "xml" { "lang" } else { random.pick(LOCALS) };
        // Two URIs may be written differently and be the same: compare what they have in common.
        if !used.contains(&(uri.to_owned(), local)) {
            used.push((uri.to_owned(), local));
            let value = random.pick(VALUES);
            tags.push(format!("{}={}", qname(prefix, local), quoted(random, value)));
        }
    }
    out.push('<');
    out.push_str(&name);
    while !tags.is_empty() {
        out.push_str(random.pick(&[" ", "\n", "  ", "\r\n\t"]));
        out.push_str(&tags.remove(random.below(tags.len())));
    }
    out.push_str(random.pick(&["", "", " "]));
    if random.below(5) == 0 {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for _ in 0..random.below(5) {
        match random.below(5) {
            0 | 1 if depth < 6 => element(random, out, &scope, depth + 1),
            2 => out.push_str(random.pick(ASIDES)),
            _ => out.push_str(random.pick(TEXTS)),
        }
    }
    out.push_str(&format!("</{name}{}>", random.pick(&["", "", " ", "\n"])));
}

fn qname(prefix: &str, local: &str) -> String {
    if prefix.is_empty() {
        local.to_owned()
    } else {
        format!("{prefix}:{local}")
    }
}

fn quoted(random: &mut Random, value: &str) -> String {
    if random.below(2) == 0 {
        format!("\"{value}\"")
    } else {
        format!(" '{value}'")
    }
}

/// Changes a document in one place: a byte replaced, taken out or put in, or a stretch repeated.
pub fn damage(random: &mut Random, document: &str) -> Vec<u8> {
    const BYTES: &[u8] = b"<>&;'\"=/?!-[]: \r\n\tx:#0\x00\x01\x7f\x80\xc3\xff";
    let mut bytes = document.as_bytes().to_vec();
    let at = random.below(bytes.len());
    match random.below(4) {
        0 => bytes[at] = BYTES[random.below(BYTES.len())],
        1 => {
            bytes.remove(at);
        }
        2 => bytes.insert(at, BYTES[random.below(BYTES.len())]),
        _ => {
            let end = (at + 1 + random.below(12)).min(bytes.len());
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
        }
    }
    bytes
}
