package io.cybsign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reply says. Replies are neither signed nor encrypted: trust in them rests on TLS alone.
 *
 * <p>What a reply does not hold is null. It holds payload: {@link #toString()} shows none of it.
 */
public final class Reply {
    private final String json;
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

    /** Takes what {@link Native#parseReply} gives. */
    Reply(byte[][][] lists) {
        List<String> singles = texts(lists[0]);
        json = singles.get(0);
        kind = singles.get(1);
        decision = singles.get(2);
        reasonCode = singles.get(3) == null ? null : Integer.valueOf(singles.get(3));
        reason = singles.get(4);
        mayResend = singles.get(5) == null ? null : Boolean.valueOf(singles.get(5));
        stateIsKnown = Boolean.parseBoolean(singles.get(6));
        requestId = singles.get(7);
        requestToken = singles.get(8);
        merchantReferenceCode = singles.get(9);
        faultCode = singles.get(10);
        faultString = singles.get(11);
        critical = Boolean.parseBoolean(singles.get(12));
        List<String> namesAndValues = texts(lists[1]);
        Map<String, String> map = new LinkedHashMap<>(namesAndValues.size());
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            map.put(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
        fields = Collections.unmodifiableMap(map);
        missingFields = texts(lists[2]);
        invalidFields = texts(lists[3]);
    }

    private static List<String> texts(byte[][] utf8) {
        List<String> texts = new ArrayList<>(utf8.length);
        for (byte[] text : utf8) {
            texts.add(text == null ? null : Native.text(text));
        }
        return Collections.unmodifiableList(texts);
    }

    /**
     * The whole reply as a JSON object: {@code kind}, {@code decision}, {@code reason_code}, {@code reason}, {@code may_resend},
     * {@code state}, {@code request_id}, {@code request_token}, {@code merchant_reference_code}, {@code fields},
     * {@code missing_fields}, {@code invalid_fields}, {@code fault}; see the C header.
     *
     * @return the text, which holds payload
     */
    public String json() {
        return json;
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
     * Whether it is a fault after which the order's state is unknown: the code is CriticalServerError, or the option
     * {@code http_status} was 504.
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
