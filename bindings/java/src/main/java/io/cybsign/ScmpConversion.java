package io.cybsign;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An SCMP request as one of the Simple Order or REST API. {@link #json()} is the whole document; of a REST request its member
 * {@code body} is what is sent.
 *
 * <p>It holds payload: {@link #toString()} shows none of it.
 */
public final class ScmpConversion extends Document {
    private static final long serialVersionUID = 1L;

    ScmpConversion(String json) {
        super(json);
    }

    static Map<String, String> unmapped(Json document) {
        Map<String, String> unmapped = new LinkedHashMap<>();
        for (Json one : document.objects("unmapped")) {
            unmapped.put(one.text("field"), one.text("why"));
        }
        return Collections.unmodifiableMap(unmapped);
    }

    /**
     * The fields of a Simple Order request.
     *
     * @return an unmodifiable map; empty for a REST request
     */
    public Map<String, String> fields() {
        return members().textMap("fields");
    }

    /**
     * The path of a REST request, which is a POST.
     *
     * @return the path; or null for a Simple Order request
     */
    public String path() {
        return members().text("path");
    }

    /**
     * The transacting merchant of a REST request, for the header v-c-merchant-id.
     *
     * @return the id; or null
     */
    public String merchantId() {
        return members().text("merchant_id");
    }

    /**
     * The portfolio or account whose meta key signs a REST request.
     *
     * @return the id; or null
     */
    public String portfolioId() {
        return members().text("portfolio_id");
    }

    /**
     * The SCMP fields that do not stand in the request.
     *
     * @return an unmodifiable map of names to reasons
     */
    public Map<String, String> unmapped() {
        return unmapped(members());
    }

    @Override
    public String toString() {
        return "ScmpConversion";
    }
}
