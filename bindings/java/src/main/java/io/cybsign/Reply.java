package io.cybsign;

import java.util.List;
import java.util.Map;

/**
 * What a reply says. Replies are neither signed nor encrypted: trust in them rests on TLS alone.
 *
 * <p>What a reply does not hold is null. It holds payload: {@link #toString()} shows none of it.
 */
public final class Reply extends Document {
    private static final long serialVersionUID = 1L;

    /** Not part of the serial form: made of the document when it is first asked for. */
    private transient Map<String, String> fields;

    private Reply(String json) {
        super(json);
        members().requiredText("kind");
    }

    /**
     * Makes a reply from its JSON, such as {@code {"kind":"nvp","state":"known","decision":"ACCEPT"}}: for tests of what a
     * program does with one. It needs no native library.
     *
     * @param json an object with the members that {@link #json()} names; all but {@code kind} may be left out
     * @return the reply
     * @throws IllegalArgumentException for what is not such an object
     */
    public static Reply of(String json) {
        return new Reply(json);
    }

    /**
     * What kind of reply it is.
     *
     * @return "nvp", "xml" or "fault"
     */
    public String kind() {
        return members().text("kind");
    }

    /**
     * The decision.
     *
     * @return "ACCEPT", "REJECT", "ERROR", "REVIEW" or what may come to be; or null
     */
    public String decision() {
        return members().text("decision");
    }

    /**
     * The reason code of the whole request.
     *
     * @return the number, such as 100; or null
     */
    public Integer reasonCode() {
        return members().integer("reason_code");
    }

    /**
     * What the reason code, or the fault, means.
     *
     * @return a line of English; or null
     */
    public String reason() {
        return members().text("reason");
    }

    /**
     * Whether the very same request may be sent again.
     *
     * @return null where nothing is known about it
     */
    public Boolean mayResend() {
        return members().bool("may_resend");
    }

    /**
     * Whether it is known what became of the order.
     *
     * @return false if it may have been carried out or not: look it up before you send it again
     */
    public boolean stateIsKnown() {
        return "known".equals(members().text("state"));
    }

    /**
     * CyberSource's ID of the request, also a fault's.
     *
     * @return the ID; or null
     */
    public String requestId() {
        return members().text("request_id");
    }

    /**
     * The token that some follow-on requests need.
     *
     * @return the token; or null
     */
    public String requestToken() {
        return members().text("request_token");
    }

    /**
     * The merchant's own reference.
     *
     * @return the reference; or null
     */
    public String merchantReferenceCode() {
        return members().text("merchant_reference_code");
    }

    /**
     * Every field in the reply's order, XML's nested names joined by {@code _} as NVP has them.
     *
     * @return an unmodifiable map; the value is null for an NVP line without {@code =} and for {@code xsi:nil}
     */
    public Map<String, String> fields() {
        if (fields == null) {
            fields = members().textMap("fields");
        }
        return fields;
    }

    /**
     * The fields that the server misses.
     *
     * @return an unmodifiable list of names
     */
    public List<String> missingFields() {
        return members().texts("missing_fields");
    }

    /**
     * The fields that the server finds invalid.
     *
     * @return an unmodifiable list of names
     */
    public List<String> invalidFields() {
        return members().texts("invalid_fields");
    }

    /**
     * What is odd about the reply, such as a field that stands in it twice.
     *
     * @return an unmodifiable list
     */
    public List<Finding> warnings() {
        return Finding.all(members());
    }

    /**
     * Whether it is a SOAP Fault.
     *
     * @return true for a fault, which has neither decision nor fields
     */
    public boolean isFault() {
        return "fault".equals(kind());
    }

    /**
     * The fault's code with its prefix.
     *
     * @return the faultcode; or null
     */
    public String faultCode() {
        Json fault = members().object("fault");
        return fault == null ? null : fault.text("code");
    }

    /**
     * The fault's text.
     *
     * @return the faultstring; or null
     */
    public String faultString() {
        Json fault = members().object("fault");
        return fault == null ? null : fault.text("string");
    }

    /**
     * Whether it is a fault after which the order's state is unknown: a part of its code is CriticalServerError, or the option
     * {@code http_status} was 408 or a 5xx other than 500.
     *
     * @return true for a critical fault
     */
    public boolean isCritical() {
        Json fault = members().object("fault");
        return fault != null && fault.isTrue("critical");
    }

    @Override
    public String toString() {
        return "Reply (" + kind() + ")";
    }
}
