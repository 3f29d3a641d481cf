/**
 * @file cybsign_status.h
 * The numbers of a cybsign_status. A band of a thousand is a category. A number is never used again.
 */

#ifndef CYBSIGN_STATUS_H
#define CYBSIGN_STATUS_H

/**
 * A call succeeded. For a verification: every check passed and the signer is the expected one.
 */
#define CYBSIGN_OK 0

/**
 * A pointer that must not be NULL is NULL.
 */
#define CYBSIGN_E_NULL 1001

/**
 * A length is larger than any object can be.
 */
#define CYBSIGN_E_LENGTH 1002

/**
 * The options text holds an unknown name, a wrong type or a value that is not allowed.
 */
#define CYBSIGN_E_OPTION 1003

/**
 * An argument has a value that is not allowed.
 */
#define CYBSIGN_E_ARGUMENT 1004

/**
 * A field can't be sent as it is: a line break, `=` in a name, an empty or repeated name, or a character XML can't hold.
 */
#define CYBSIGN_E_FIELD 1005

/**
 * The input is larger or deeper than the limits allow.
 */
#define CYBSIGN_E_LIMIT 1006

/**
 * What is asked for is retired; the message gives the dates. An option allows it all the same.
 */
#define CYBSIGN_E_RETIRED 1007

/**
 * The bytes are not the DER structure they should be.
 */
#define CYBSIGN_E_DER 2001

/**
 * The text is not PEM, or one of its blocks is broken or cut.
 */
#define CYBSIGN_E_PEM 2002

/**
 * The P12 is damaged.
 */
#define CYBSIGN_E_P12_DAMAGED 2003

/**
 * The bytes are not a P12 at all; the message names what they are.
 */
#define CYBSIGN_E_NOT_P12 2004

/**
 * The XML is not well-formed, or holds what is never read (a DTD, an entity that is not XML's own).
 */
#define CYBSIGN_E_XML 2005

/**
 * The JSON text can't be read.
 */
#define CYBSIGN_E_JSON 2006

/**
 * The text is not in the encoding it must have, which is UTF-8.
 */
#define CYBSIGN_E_ENCODING 2007

/**
 * The XML is well-formed, but not the message that this function takes.
 */
#define CYBSIGN_E_MESSAGE 2008

/**
 * The password is wrong, or one is needed and none was given.
 */
#define CYBSIGN_E_WRONG_PASSWORD 3001

/**
 * The P12's password is right, but the private key in it has another one.
 */
#define CYBSIGN_E_KEY_PASSWORD 3002

/**
 * There is no private key.
 */
#define CYBSIGN_E_NO_KEY 3003

/**
 * There is no certificate where one is needed: none belongs to the key.
 */
#define CYBSIGN_E_NO_CERTIFICATE 3004

/**
 * There are several keys: choose one with the option alias.
 */
#define CYBSIGN_E_SEVERAL_KEYS 3005

/**
 * No key has the alias that was asked for, or keys of several names have it.
 */
#define CYBSIGN_E_ALIAS 3006

/**
 * The private key and the certificate do not belong together.
 */
#define CYBSIGN_E_KEY_MISMATCH 3007

/**
 * The P12 has no MAC, so nothing vouches for its contents.
 */
#define CYBSIGN_E_NO_MAC 3008

/**
 * The credential is for the other environment (test or production).
 */
#define CYBSIGN_E_ENVIRONMENT 3009

/**
 * Encryption is asked for and there is no certificate to encrypt to, or a message is encrypted to another certificate.
 */
#define CYBSIGN_E_NO_RECIPIENT 3010

/**
 * The credential is not that of the merchant or portfolio that the message names.
 */
#define CYBSIGN_E_MERCHANT 3011

/**
 * The certificate has expired.
 */
#define CYBSIGN_E_EXPIRED 4001

/**
 * The certificate is not valid yet.
 */
#define CYBSIGN_E_NOT_YET_VALID 4002

/**
 * A date of the certificate can't be read.
 */
#define CYBSIGN_E_DATE_UNREADABLE 4003

/**
 * The certificate that messages are encrypted to is out of date.
 */
#define CYBSIGN_E_RECIPIENT_DATE 4004

/**
 * An algorithm or key type is not supported; the message names it.
 */
#define CYBSIGN_E_UNSUPPORTED 5001

/**
 * The file asks for more key derivation iterations than the limit allows.
 */
#define CYBSIGN_E_ITERATIONS 5002

/**
 * The key is of a kind that can't do this.
 */
#define CYBSIGN_E_KEY_KIND 5003

/**
 * The signature could not be made.
 */
#define CYBSIGN_E_SIGN 5004

/**
 * The message can't be opened. There is one text for every reason, so that nobody can ask the key questions.
 */
#define CYBSIGN_E_DECRYPT 5005

/**
 * The message has not the structure of a signed Simple Order message.
 */
#define CYBSIGN_E_VERIFY_STRUCTURE 6001

/**
 * The message uses an algorithm that is not allowed.
 */
#define CYBSIGN_E_VERIFY_ALGORITHM 6002

/**
 * A reference does not lead to exactly one element, or the Body is not signed.
 */
#define CYBSIGN_E_VERIFY_REFERENCE 6003

/**
 * A digest does not match: the message was changed after it was signed.
 */
#define CYBSIGN_E_VERIFY_DIGEST 6004

/**
 * The signature value does not match.
 */
#define CYBSIGN_E_VERIFY_SIGNATURE 6005

/**
 * The signer's certificate is expired, not valid yet, or its dates can't be read.
 */
#define CYBSIGN_E_VERIFY_DATE 6006

/**
 * The signature is good, but nothing says whose it should be.
 */
#define CYBSIGN_E_VERIFY_UNTRUSTED 6007

/**
 * The signature is good, but the signer is not the expected one.
 */
#define CYBSIGN_E_VERIFY_SIGNER 6008

/**
 * The file does not exist.
 */
#define CYBSIGN_E_FILE_NOT_FOUND 8001

/**
 * The file may not be read or written.
 */
#define CYBSIGN_E_FILE_PERMISSION 8002

/**
 * The file could not be read or written, or is no regular file.
 */
#define CYBSIGN_E_FILE 8003

/**
 * The file exists already, and was not to be replaced.
 */
#define CYBSIGN_E_FILE_EXISTS 8004

/**
 * A defect of the library was caught. Please report it with the message.
 */
#define CYBSIGN_E_PANIC 9001

/**
 * There is not enough memory.
 */
#define CYBSIGN_E_MEMORY 9002

/**
 * The cryptographic library failed where it should not.
 */
#define CYBSIGN_E_CRYPTO 9003

#endif  /* CYBSIGN_STATUS_H */
