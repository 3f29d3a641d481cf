package io.cybsign;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object (RFC 8259) as the library's documents are, whose members are asked for by name. A member that is not there is
 * null.
 *
 * <p>The reader is strict: a name stands once in an object, and nothing but white space around the document. What is not
 * JSON, or not of the type that is asked for, is an {@link IllegalArgumentException}.
 */
final class Json implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MAX_DEPTH = 64;

    private final LinkedHashMap<String, Object> members;

    private Json(LinkedHashMap<String, Object> members) {
        this.members = members;
    }

    /** Reads a document, which must be an object. */
    static Json read(String text) {
        Reader reader = new Reader(text);
        Object value = reader.document();
        if (!(value instanceof Json)) {
            throw reader.refused("an object is expected");
        }
        return (Json) value;
    }

    boolean isNull(String name) {
        return members.get(name) == null;
    }

    boolean isText(String name) {
        return members.get(name) instanceof String;
    }

    String text(String name) {
        return member(name, String.class, "a string");
    }

    /** A text, a number or a truth value as text; null for anything else. */
    String scalar(String name) {
        Object value = members.get(name);
        return value == null || value instanceof Json || value instanceof List ? null : value.toString();
    }

    /** A text that must be there. */
    String requiredText(String name) {
        String text = text(name);
        if (text == null) {
            throw new IllegalArgumentException("the member " + name + " is missing");
        }
        return text;
    }

    Boolean bool(String name) {
        return member(name, Boolean.class, "true or false");
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(bool(name));
    }

    Long number(String name) {
        return member(name, Long.class, "a whole number");
    }

    Integer integer(String name) {
        Long number = number(name);
        return number == null ? null : Integer.valueOf(Math.toIntExact(number));
    }

    Json object(String name) {
        return member(name, Json.class, "an object");
    }

    /** The objects of an array; none if it is not there. */
    List<Json> objects(String name) {
        return items(name, Json.class, "an array of objects");
    }

    /** The texts of an array; none if it is not there. */
    List<String> texts(String name) {
        return items(name, String.class, "an array of strings");
    }

    /** The members of an object whose values are texts or null, in their order; none if it is not there. */
    Map<String, String> textMap(String name) {
        Json object = object(name);
        Map<String, String> texts = new LinkedHashMap<>();
        if (object != null) {
            object.members.keySet().forEach(key -> texts.put(key, object.text(key)));
        }
        return Collections.unmodifiableMap(texts);
    }

    private <T> List<T> items(String name, Class<T> type, String expected) {
        List<?> array = member(name, List.class, expected);
        List<T> items = new ArrayList<>();
        for (Object item : array == null ? Collections.emptyList() : array) {
            if (!type.isInstance(item)) {
                throw new IllegalArgumentException("the member " + name + " must be " + expected);
            }
            items.add(type.cast(item));
        }
        return Collections.unmodifiableList(items);
    }

    private <T> T member(String name, Class<T> type, String expected) {
        Object value = members.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException("the member " + name + " must be " + expected);
        }
        return type.cast(value);
    }

    /** Reads a text from its beginning to its end. Objects become {@link Json}, arrays lists, numbers Long or Double. */
    private static final class Reader {
        private final String text;
        private int at;
        private int depth;

        Reader(String text) {
            this.text = text;
        }

        Object document() {
            Object value = value();
            if (at < text.length()) {
                throw refused("nothing may follow");
            }
            return value;
        }

        /** A value and the white space around it. */
        private Object value() {
            skipSpace();
            Object value = bareValue();
            skipSpace();
            return value;
        }

        private Object bareValue() {
            switch (peek()) {
                case '{':
                    return object();
                case '[':
                    return array();
                case '"':
                    return string();
                case 't':
                    return word("true", Boolean.TRUE);
                case 'f':
                    return word("false", Boolean.FALSE);
                case 'n':
                    return word("null", null);
                default:
                    return number();
            }
        }

        private Json object() {
            LinkedHashMap<String, Object> members = new LinkedHashMap<>();
            enter();
            skipSpace();
            while (peek() != '}') {
                if (!members.isEmpty()) {
                    expect(',');
                    skipSpace();
                }
                String name = string();
                skipSpace();
                expect(':');
                Object value = value();
                if (members.containsKey(name)) {
                    throw refused("a name stands twice in an object");
                }
                members.put(name, value);
            }
            leave();
            return new Json(members);
        }

        private List<Object> array() {
            List<Object> items = new ArrayList<>();
            enter();
            skipSpace();
            while (peek() != ']') {
                if (!items.isEmpty()) {
                    expect(',');
                }
                items.add(value());
            }
            leave();
            return items;
        }

        private String string() {
            expect('"');
            StringBuilder string = new StringBuilder();
            while (peek() != '"') {
                char c = next();
                if (c < 0x20) {
                    throw refused("a control character must be escaped");
                }
                string.append(c == '\\' ? escape() : c);
            }
            at++;
            return string.toString();
        }

        private char escape() {
            char c = next();
            switch (c) {
                case '"':
                case '\\':
                case '/':
                    return c;
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                case 'u':
                    int code = 0;
                    for (int i = 0; i < 4; i++) {
                        int digit = "0123456789abcdef".indexOf(Character.toLowerCase(next()));
                        if (digit < 0) {
                            throw refused("four hexadecimal digits are expected");
                        }
                        code = 16 * code + digit;
                    }
                    return (char) code;
                default:
                    throw refused("there is no such escape");
            }
        }

        private Object number() {
            int start = at;
            while (at < text.length() && "+-.0123456789Ee".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String number = text.substring(start, at);
            if (number.matches("-?(0|[1-9][0-9]{0,17})")) {
                return Long.valueOf(number);
            }
            if (number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
                return Double.valueOf(number);
            }
            throw refused("a value is expected");
        }

        private Object word(String word, Object value) {
            if (!text.startsWith(word, at)) {
                throw refused("a value is expected");
            }
            at += word.length();
            return value;
        }

        /** Takes the bracket that begins an object or an array. */
        private void enter() {
            at++;
            if (++depth > MAX_DEPTH) {
                throw refused("it is nested too deeply");
            }
        }

        /** Takes the bracket that ends one. */
        private void leave() {
            at++;
            depth--;
        }

        private void skipSpace() {
            while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private void expect(char expected) {
            if (peek() != expected) {
                throw refused("'" + expected + "' is expected");
            }
            at++;
        }

        private char next() {
            char c = peek();
            at++;
            return c;
        }

        private char peek() {
            if (at >= text.length()) {
                throw refused("it ends too early");
            }
            return text.charAt(at);
        }

        /** The text itself is not told: it may hold payload. */
        IllegalArgumentException refused(String why) {
            return new IllegalArgumentException("the JSON can't be read: " + why + " at offset " + at);
        }
    }
}
