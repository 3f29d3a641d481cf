package io.cybsign;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes requestMessage documents that exercise canonicalization. The same seed gives the same document. */
final class XmlGenerator {
    static final String NAMESPACE = "urn:schemas-cybersource-com:transaction-data-1.224";

    private static final String[] TEXTS = {
        "plain", " two  spaces ", "a &amp; b", "&lt;tag&gt;", "&quot;&apos;", "&#13;", "&#xD;&#xA;", "&#x1F600;", "&#9;", "\t", "\n  ", "\r\n",
        "\r", "\u00e9\u00fc\u00df", "\u4e2d\u6587", "\uD83D\uDE00", "\u0085", "\u2028", "\u007f", "&#x85;", "\"'", "]] >", "]]&gt;", "\uFEFF", "\u200d",
    };
    private static final String[] VALUES = {
        "v", "", " a  b ", "a&#9;b", "a\tb", "a\nb", "a\r\nb", "&lt;&amp;>", "&quot;&apos;", "&#10;", "&#13;", "\uD83D\uDE00", "&#x10FFFF;", "\u0085\u2028", "\u00e9",
    };

    private final Random random;
    private final StringBuilder xml = new StringBuilder();
    private final String line;
    private int budget;

    private XmlGenerator(long seed) {
        random = new Random(seed);
        line = random.nextInt(3) == 0 ? "\r\n" : "\n";
        budget = 5 + random.nextInt(60);
    }

    static byte[] generate(long seed) {
        return new XmlGenerator(seed).document().getBytes(StandardCharsets.UTF_8);
    }

    private String document() {
        switch (random.nextInt(4)) {
            case 0:
                xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").append(line);
                break;
            case 1:
                xml.append("<?xml version='1.0'  standalone=\"yes\" ?>");
                break;
            case 2:
                xml.append('\uFEFF');
                break;
            default:
        }
        if (random.nextInt(4) == 0) {
            xml.append("<!-- before -->").append(line).append("<?before it?>");
        }
        boolean prefixed = random.nextBoolean();
        Map<String, String> scope = new LinkedHashMap<>();
        scope.put(prefixed ? "c" : "", NAMESPACE);
        String name = prefixed ? "c:requestMessage" : "requestMessage";
        xml.append('<').append(name).append(prefixed ? " xmlns:c=\"" : " xmlns=\"").append(NAMESPACE).append('"');
        if (random.nextBoolean()) {
            xml.append(" xmlns:unused=\"urn:unused\"");
            scope.put("unused", "urn:unused");
        }
        xml.append('>');
        content(scope, 0);
        if (random.nextInt(6) == 0) {
            deep(20 + random.nextInt(60));
        }
        xml.append("</").append(name).append(random.nextBoolean() ? " >" : ">");
        if (random.nextInt(4) == 0) {
            xml.append(line).append("<!-- after -->").append(line);
        }
        return xml.toString();
    }

    private void deep(int depth) {
        for (int i = 0; i < depth; i++) {
            xml.append("<d").append(i % 5 == 0 ? " xmlns:p" + i + "='urn:p" + i + "'" : "").append('>');
        }
        xml.append("deep");
        for (int i = 0; i < depth; i++) {
            xml.append("</d>");
        }
    }

    private void content(Map<String, String> scope, int depth) {
        int parts = 1 + random.nextInt(5);
        for (int i = 0; i < parts && budget > 0; i++) {
            budget--;
            switch (random.nextInt(9)) {
                case 0:
                    xml.append("<![CDATA[").append(pick("x", " & < > ", "]]", "\uD83D\uDE00\u0085", "<!-- no -->", "a\r\nb")).append("]]>");
                    break;
                case 1:
                    xml.append("<!--").append(pick(" c ", "", " <&\uD83D\uDE00> ")).append("-->");
                    break;
                case 2:
                    xml.append("<?").append(pick("pi", "pi data", "p-i  two  words ", "x \uD83D\uDE00\u2028")).append("?>");
                    break;
                case 3:
                case 4:
                    xml.append(pick(TEXTS)).append(pick(TEXTS));
                    break;
                case 5:
                    xml.append(line).append("  ");
                    break;
                default:
                    element(scope, depth);
            }
        }
    }

    private void element(Map<String, String> outer, int depth) {
        Map<String, String> scope = new LinkedHashMap<>(outer);
        List<String> attributes = new ArrayList<>();
        for (String prefix : new String[] {"a", "b", "c2", ""}) {
            if (random.nextInt(5) == 0) {
                String uri = prefix.isEmpty() ? pick("", "urn:default", NAMESPACE) : "urn:" + pick("one", "two", "&amp;three");
                scope.put(prefix, uri);
                attributes.add((prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix) + "=" + quoted(uri));
            }
        }
        List<String> prefixes = new ArrayList<>(scope.keySet());
        prefixes.remove("");
        List<String> uris = new ArrayList<>();
        for (String prefix : prefixes) {
            // Two prefixes of one namespace must not give one element the same attribute twice.
            if (random.nextInt(3) == 0 && !uris.contains(scope.get(prefix))) {
                uris.add(scope.get(prefix));
                attributes.add(prefix + ":" + pick("x", "y") + "=" + quoted(pick(VALUES)));
            }
        }
        for (String name : new String[] {"id", "z", "A", "xml:lang", "xml:space"}) {
            if (random.nextInt(5) == 0) {
                attributes.add(name + "=" + quoted(name.equals("xml:space") ? "preserve" : name.equals("xml:lang") ? "de" : pick(VALUES)));
            }
        }
        java.util.Collections.shuffle(attributes, random);
        String prefix = prefixes.isEmpty() || random.nextBoolean() ? "" : prefixes.get(random.nextInt(prefixes.size())) + ":";
        String name = prefix + pick("item", "billTo", "e-x.y_z", "\u00e9l\u00e9ment");
        xml.append('<').append(name);
        for (String attribute : attributes) {
            xml.append(pick(" ", "  ", "\n", "\t")).append(attribute);
        }
        if (random.nextInt(4) == 0) {
            xml.append(pick("/>", " />"));
            return;
        }
        xml.append(pick(">", " >", "\n>"));
        if (depth < 8) {
            content(scope, depth + 1);
        }
        xml.append("</").append(name).append('>');
    }

    private String quoted(String value) {
        char quote = random.nextBoolean() ? '"' : '\'';
        return quote + value + quote;
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
