package io.cybsign;

import java.io.Serializable;

/** A JSON document of the library, whose members are read by name when they are asked for. */
abstract class Document implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String json;
    /** Not part of the serial form: it is read again from the text. */
    private transient Json members;

    Document(String json) {
        this.json = json;
        this.members = Json.read(json);
    }

    Json members() {
        if (members == null) {
            members = Json.read(json);
        }
        return members;
    }

    /**
     * The whole document.
     *
     * @return a JSON object
     */
    public String json() {
        return json;
    }

    @Override
    public String toString() {
        return json;
    }
}
