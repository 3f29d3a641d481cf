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

    private final String kind;
    private final String decision;
    private final Integer reasonCode;
    private final String reason;
    private final Boolean mayResend;
    private final boolean stateIsKnown;
    private final String requestId;
    private final String requestToken;
    private final String merchantReferenceCode;
    private final String faultCode;
    private final String faultString;
    private final boolean critical;
    private final Map<String, String> fields;
    private final List<String> missingFields;
    private final List<String> invalidFields;
    private final List<Finding> warnings;

    private Reply(String json) {
        super(json);
        Json reply = members();
        Json fault = reply.object("fault");
        kind = reply.requiredText("kind");
        decision = reply.text("decision");
        reasonCode = reply.integer("reason_code");
        reason = reply.text("reason");
        mayResend = reply.bool("may_resend");
        stateIsKnown = "known".equals(reply.text("state"));
        requestId = reply.text("request_id");
        requestToken = reply.text("request_token");
        merchantReferenceCode = reply.text("merchant_reference_code");
        faultCode = fault == null ? null : fault.text("code");
        faultString = fault == null ? null : fault.text("string");
        critical = fault != null && fault.isTrue("critical");
        fields = reply.textMap("fields");
        missingFields = reply.texts("missing_fields");
        invalidFields = reply.texts("invalid_fields");
        warnings = Finding.all(reply);
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
        return kind;
    }

    /**
     * The decision.
     *
     * @return "ACCEPT", "REJECT", "ERROR", "REVIEW" or what may come to be; or null
     */
    public String decision() {
        return decision;
    }

    /**
     * The reason code of the whole request.
     *
     * @return the number, such as 100; or null
     */
    public Integer reasonCode() {
        return reasonCode;
    }

    /**
     * What the reason code, or the fault, means.
     *
     * @return a line of English; or null
     */
    public String reason() {
        return reason;
    }

    /**
     * Whether the very same request may be sent again.
     *
     * @return null where nothing is known about it
     */
    public Boolean mayResend() {
        return mayResend;
    }

    /**
     * Whether it is known what became of the order.
     *
     * @return false if it may have been carried out or not: look it up before you send it again
     */
    public boolean stateIsKnown() {
        return stateIsKnown;
    }

    /**
     * CyberSource's ID of the request, also a fault's.
     *
     * @return the ID; or null
     */
    public String requestId() {
        return requestId;
    }

    /**
     * The token that some follow-on requests need.
     *
     * @return the token; or null
     */
    public String requestToken() {
        return requestToken;
    }

    /**
     * The merchant's own reference.
     *
     * @return the reference; or null
     */
    public String merchantReferenceCode() {
        return merchantReferenceCode;
    }

    /**
     * Every field in the reply's order, XML's nested names joined by {@code _} as NVP has them.
     *
     * @return an unmodifiable map; the value is null for an NVP line without {@code =} and for {@code xsi:nil}
     */
    public Map<String, String> fields() {
        return fields;
    }

    /**
     * The fields that the server misses.
     *
     * @return an unmodifiable list of names
     */
    public List<String> missingFields() {
        return missingFields;
    }

    /**
     * The fields that the server finds invalid.
     *
     * @return an unmodifiable list of names
     */
    public List<String> invalidFields() {
        return invalidFields;
    }

    /**
     * What is odd about the reply, such as a field that stands in it twice.
     *
     * @return an unmodifiable list
     */
    public List<Finding> warnings() {
        return warnings;
    }

    /**
     * Whether it is a SOAP Fault.
     *
     * @return true for a fault, which has neither decision nor fields
     */
    public boolean isFault() {
        return kind.equals("fault");
    }

    /**
     * The fault's code with its prefix.
     *
     * @return the faultcode; or null
     */
    public String faultCode() {
        return faultCode;
    }

    /**
     * The fault's text.
     *
     * @return the faultstring; or null
     */
    public String faultString() {
        return faultString;
    }

    /**
     * Whether it is a fault after which the order's state is unknown: a part of its code is CriticalServerError, or the option
     * {@code http_status} was 408 or a 5xx other than 500.
     *
     * @return true for a critical fault
     */
    public boolean isCritical() {
        return critical;
    }

    @Override
    public String toString() {
        return "Reply (" + kind + ")";
    }
}
