/**
 * CyberSource messages signed with CyberSource security keys.
 *
 * <p>Load a {@link io.cybsign.Credential}, make a {@link io.cybsign.SimpleOrder} from it, and sign with that from as many
 * threads as you like. Every failure of the library is a {@link io.cybsign.CybsignException}.
 */
package io.cybsign;
