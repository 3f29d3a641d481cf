//! The names whose values may be logged, and how they are found.
//!
//! The Simple Order names are those that CyberSource's own kits log: 91 parents with their children. A name is on the list
//! only if parent and child match exactly; a kit also passes a name that is a part of another one.

use super::rule::Rule;
use super::scan::{traits, Traits, DIGIT};

/// One parent with the children that may be logged.
struct Family {
    parent: &'static str,
    /// What stands before a child in a full name: the parent, or nothing.
    prefix: &'static str,
    /// Logged under both rules.
    plain: &'static [&'static str],
    /// About a person, or a secret of an authentication: logged under the kits' rule, hidden under the strict one.
    delicate: &'static [&'static str],
}

const fn family(parent: &'static str, plain: &'static [&'static str], delicate: &'static [&'static str]) -> Family {
    let prefix = if same(parent, REQUEST) || same(parent, REPLY) { "" } else { parent };
    Family { parent, prefix, plain, delicate }
}

/// The two parents whose children stand at the top of a message, and in name-value pairs have no parent before them.
const REQUEST: &str = "requestMessage";
const REPLY: &str = "replyMessage";

/// Sorted by parent.
#[rustfmt::skip]
static FAMILIES: [Family; 91] = [
    family(
        "afsReply",
        &[
            "addressInfoCode", "afsFactorCode", "afsResult", "consumerLocalTime", "hostSeverity", "hotlistInfoCode",
            "internetInfoCode", "phoneInfoCode", "reasonCode", "suspiciousInfoCode", "velocityInfoCode",
        ],
        &[],
    ),
    family("afsService", &["avsCode", "cvCode", "disableAVSScoring", "run"], &[]),
    family(
        "airlineData",
        &[
            "agentCode", "agentName", "bookingReference", "carrierName", "chargeDetails", "checkDigit", "customerCode",
            "documentNumber", "documentNumberOfParts", "documentType", "extendedPaymentCode", "leg_carrierCode",
            "leg_class", "leg_departTax", "leg_departureDate", "leg_destination", "leg_fareBasis", "leg_flightNumber",
            "leg_originatingAirportCode", "leg_stopoverCode", "restrictedTicketIndicator", "ticketIssuerCity",
            "ticketIssuerCode", "ticketIssuerCountry", "ticketIssuerName", "ticketIssuerPostalCode",
            "ticketIssuerState", "ticketNumber", "transactionType",
        ],
        &[],
    ),
    family("bankInfo", &[], &["address", "bankCode", "branchCode", "city", "country", "name", "sortCode", "swiftCode"]),
    family(
        "bankTransferRefundReply",
        &["amount", "processorResponse", "reasonCode", "reconciliationID", "requestDateTime"],
        &[],
    ),
    family("bankTransferRefundService", &["bankTransferRequestID", "reconciliationID", "run"], &[]),
    family(
        "bankTransferReply",
        &[
            "amount", "bankCity", "bankCountry", "bankName", "bankSpecialID", "bankSwiftCode", "paymentReference",
            "processorResponse", "reasonCode", "reconciliationID", "requestDateTime",
        ],
        &[],
    ),
    family("bankTransferService", &["run"], &[]),
    family("batch", &["batchID", "recordID"], &[]),
    family(
        "billTo",
        &[],
        &[
            "city", "company", "country", "county", "customerID", "domainName", "driversLicenseState", "hostname",
            "httpBrowserCookiesAccepted", "httpBrowserType", "ipAddress", "ipNetworkAddress", "postalCode", "state",
            "suffix", "title",
        ],
    ),
    family(
        "bml",
        &[],
        &[
            "CustomerHasSavingsAccount", "billToPhoneType", "customerBillingAddressChange", "customerEmailChange",
            "customerHasCheckingAccount", "customerPasswordChange", "customerPhoneChange", "customerRegistrationDate",
            "customerTypeFlag", "employerCity", "employerCompanyName", "employerCountry", "employerPhoneType",
            "employerPostalCode", "employerState", "grossHouseholdIncome", "householdIncomeCurrency", "itemCategory",
            "merchantPromotionCode", "preapprovalNumber", "productDeliveryTypeIndicator", "residenceStatus",
            "shipToPhoneType", "tcVersion", "yearsAtCurrentResidence", "yearsWithCurrentEmployer",
        ],
    ),
    family(
        "businessRules",
        &[
            "declineAVSFlags", "ignoreAVSResult", "ignoreCVResult", "ignoreDAVResult", "ignoreExportResult",
            "ignoreValidateResult", "scoreThreshold",
        ],
        &[],
    ),
    family("card", &[], &["bin"]),
    family(
        "ccAuthReply",
        &[
            "amount", "authFactorCode", "authorizedDateTime", "avsCode", "avsCodeRaw", "cvCode", "cvCodeRaw",
            "fundingTotals_currency", "fundingTotals_grandTotalAmount", "fxQuoteExpirationDateTime", "fxQuoteID",
            "fxQuoteRate", "fxQuoteType", "processorResponse", "reasonCode", "reconciliationID", "transactionToken",
        ],
        &[],
    ),
    family(
        "ccAuthReversalReply",
        &["amount", "processorResponse", "reasonCode", "requestDateTime", "transactionToken"],
        &[],
    ),
    family("ccAuthReversalService", &["authRequestID", "run", "transactionToken"], &[]),
    family(
        "ccAuthService",
        &[
            "authType", "avsLevel", "billPayment", "commerceIndicator", "eciRaw", "fxQuoteID", "reconciliationID",
            "returnAuthRecord", "run", "verbalAuthCode",
        ],
        &["cavv", "xid"],
    ),
    family(
        "ccCaptureReply",
        &[
            "amount", "enhancedDataEnabled", "fundingTotals_currency", "fundingTotals_grandTotalAmount",
            "fxQuoteExpirationDateTime", "fxQuoteID", "fxQuoteRate", "fxQuoteType", "purchasingLevel3Enabled",
            "reasonCode", "reconciliationID", "requestDateTime", "transactionToken",
        ],
        &[],
    ),
    family(
        "ccCaptureService",
        &[
            "authRequestID", "authType", "industryDataType", "partialPaymentID", "purchasingLevel", "reconciliationID",
            "run", "transactionToken", "verbalAuthCode",
        ],
        &[],
    ),
    family(
        "ccCreditReply",
        &[
            "amount", "enhancedDataEnabled", "purchasingLevel3Enabled", "reasonCode", "reconciliationID",
            "requestDateTime", "transactionToken",
        ],
        &[],
    ),
    family(
        "ccCreditService",
        &[
            "billPayment", "captureRequestID", "commerceIndicator", "industryDataType", "partialPaymentID",
            "purchasingLevel", "reconciliationID", "run", "transactionToken",
        ],
        &[],
    ),
    family("check", &[], &[]),
    family(
        "davReply",
        &[
            "addressType", "apartmentInfo", "barCode", "barCodeCheckDigit", "caErrorInfo", "caInfo", "cityInfo",
            "countryInfo", "directionalInfo", "intlErrorInfo", "intlInfo", "lvrInfo", "matchScore", "overallInfo",
            "postalCodeInfo", "reasonCode", "standardizedCSP", "standardizedCity", "standardizedCountry",
            "standardizedCounty", "standardizedISOCountry", "standardizedPostalCode", "standardizedState", "stateInfo",
            "streetInfo", "suffixInfo", "usErrorInfo", "usInfo",
        ],
        &[],
    ),
    family("davService", &["run"], &[]),
    family("decisionManager", &["enabled", "profile"], &[]),
    family(
        "decisionReply",
        &[
            "activeProfileReply_destinationQueue", "activeProfileReply_name",
            "activeProfileReply_rulesTriggered_ruleResultItem_decision",
            "activeProfileReply_rulesTriggered_ruleResultItem_evaluation",
            "activeProfileReply_rulesTriggered_ruleResultItem_name",
            "activeProfileReply_rulesTriggered_ruleResultItem_ruleID", "activeProfileReply_selectedBy",
        ],
        &[],
    ),
    family("deniedPartiesMatch", &["list"], &[]),
    family(
        "directDebitRefundReply",
        &["amount", "processorResponse", "reasonCode", "reconciliationID", "requestDateTime"],
        &[],
    ),
    family("directDebitRefundService", &["directDebitRequestID", "reconciliationID", "run"], &[]),
    family(
        "directDebitReply",
        &["amount", "processorResponse", "reasonCode", "reconciliationID", "requestDateTime"],
        &[],
    ),
    family(
        "directDebitService",
        &[
            "authorizationID", "dateCollect", "directDebitText", "directDebitType", "run", "transactionType",
            "validateRequestID",
        ],
        &[],
    ),
    family(
        "directDebitValidateReply",
        &["amount", "processorResponse", "reasonCode", "reconciliationID", "requestDateTime"],
        &[],
    ),
    family("directDebitValidateService", &["directDebitValidateText", "run"], &[]),
    family(
        "ecCreditReply",
        &[
            "amount", "processorResponse", "reasonCode", "reconciliationID", "requestDateTime", "settlementMethod",
            "transactionToken",
        ],
        &[],
    ),
    family(
        "ecCreditService",
        &[
            "commerceIndicator", "debitRequestID", "partialPaymentID", "referenceNumber", "run", "settlementMethod",
            "transactionToken",
        ],
        &[],
    ),
    family(
        "ecDebitReply",
        &[
            "amount", "avsCode", "avsCodeRaw", "processorResponse", "reasonCode", "reconciliationID", "requestDateTime",
            "settlementMethod", "transactionToken", "verificationLevel",
        ],
        &[],
    ),
    family(
        "ecDebitService",
        &[
            "commerceIndicator", "partialPaymentID", "paymentMode", "referenceNumber", "run", "settlementMethod",
            "transactionToken", "verificationLevel",
        ],
        &[],
    ),
    family("exportReply", &["ipCountryConfidence", "reasonCode"], &[]),
    family("exportService", &["addressOperator", "addressWeight", "companyWeight", "nameWeight", "run"], &[]),
    family("fundTransfer", &[], &[]),
    family("fundingTotals", &["currency", "grandTotalAmount"], &[]),
    family(
        "fxRatesReply",
        &[
            "quote_currency", "quote_expirationDateTime", "quote_fundingCurrency", "quote_id", "quote_rate",
            "quote_receivedDateTime", "quote_type", "reasonCode",
        ],
        &[],
    ),
    family("fxRatesService", &["run"], &[]),
    family("gecc", &["line", "planNumber", "promotionEndDate", "promotionPlan", "saleType", "sequenceNumber"], &[]),
    family(
        "invoiceHeader",
        &[
            "amexDataTAA1", "amexDataTAA2", "amexDataTAA3", "amexDataTAA4", "costCenter", "invoiceDate", "isGift",
            "merchantDescriptor", "merchantDescriptorContact", "purchaserCode", "purchaserOrderDate", "returnsAccepted",
            "summaryCommodityCode", "supplierOrderReference", "taxable", "tenderType", "userPO",
            "vatInvoiceReferenceNumber",
        ],
        &["merchantVATRegistrationNumber", "purchaserVATRegistrationNumber"],
    ),
    family(
        "item",
        &[
            "alternateTaxID", "buyerRegistration", "cityOverrideAmount", "cityOverrideRate", "commodityCode",
            "countryOverrideAmount", "countryOverrideRate", "countyOverrideAmount", "countyOverrideRate",
            "discountAmount", "discountIndicator", "discountRate", "districtOverrideAmount", "districtOverrideRate",
            "export", "giftCategory", "grossNetIndicator", "hostHedge", "middlemanRegistration", "nationalTax",
            "noExport", "orderAcceptanceCity", "orderAcceptanceCountry", "orderAcceptanceCounty",
            "orderAcceptancePostalCode", "orderAcceptanceState", "orderOeriginCountry", "orderOriginCity",
            "orderOriginCounty", "orderOriginPostalCode", "orderOriginState", "pointOfTitleTransfer", "productCode",
            "productName", "productRisk", "productSKU", "quantity", "sellerRegistration", "shipFromCity",
            "shipFromCountry", "shipFromCounty", "shipFromPostalCode", "shipFromState", "stateOverrideAmount",
            "stateOverrideRate", "taxAmount", "taxRate", "taxTypeApplied", "timeCategory", "timeHedge", "totalAmount",
            "unitOfMeasure", "unitPrice", "vatRate", "velocityHedge",
        ],
        &[],
    ),
    family("jpo", &["bonusAmount", "bonuses", "installments", "paymentMethod"], &[]),
    family("merchantDefinedData", &[], &["field1", "field2", "field3", "field4"]),
    family(
        "otherTax",
        &[
            "alternateTaxAmount", "alternateTaxID", "alternateTaxIndicator", "localTaxAmount", "localTaxIndicator",
            "nationalTaxAmount", "nationalTaxIndicator", "vatTaxAmount", "vatTaxRate",
        ],
        &[],
    ),
    family("payPal", &[], &[]),
    family(
        "payPalButtonCreateReply",
        &["buttonType", "reasonCode", "reconciliationID", "requestDateTime"],
        &["encryptedFormData"],
    ),
    family("payPalButtonCreateService", &["buttonType", "reconciliationID", "run"], &[]),
    family(
        "payPalCreditReply",
        &["amount", "processorResponse", "reasonCode", "reconciliationID", "requestDateTime"],
        &[],
    ),
    family("payPalCreditService", &["payPalPaymentRequestID", "reconciliationID", "run"], &[]),
    family("payPalPaymentReply", &["amount", "reasonCode", "reconciliationID", "requestDateTime"], &[]),
    family("payPalPaymentService", &["cancelURL", "reconciliationID", "run", "successURL"], &[]),
    family(
        "payPalPreapprovedPaymentReply",
        &[
            "desc", "exchangeRate", "feeAmount", "mpMax", "mpStatus", "payerBusiness", "payerCountry", "payerStatus",
            "paymentDate", "paymentGrossAmount", "paymentSourceID", "paymentStatus", "paymentType", "pendingReason",
            "reasonCode", "reconciliationID", "requestDateTime", "settleAmount", "taxAmount", "transactionType",
        ],
        &[],
    ),
    family("payPalPreapprovedPaymentService", &["reconciliationID", "run"], &[]),
    family(
        "payPalPreapprovedUpdateReply",
        &[
            "desc", "mpMax", "mpStatus", "payerBusiness", "payerCountry", "payerStatus", "paymentSourceID",
            "reasonCode", "reconciliationID", "requestDateTime",
        ],
        &[],
    ),
    family("payPalPreapprovedUpdateService", &["reconciliationID", "run"], &[]),
    family("paySubscriptionCreateReply", &["reasonCode"], &[]),
    family("paySubscriptionCreateService", &["disableAutoAuth", "paymentRequestID", "run"], &[]),
    family("paySubscriptionEventUpdateReply", &["reasonCode"], &[]),
    family("paySubscriptionEventUpdateService", &["action", "run"], &[]),
    family(
        "paySubscriptionRetrieveReply",
        &[
            "approvalRequired", "automaticRenew", "billPayment", "cardType", "checkAccountType", "currency", "endDate",
            "frequency", "merchantReferenceCode", "paymentMethod", "paymentsRemaining", "reasonCode", "recurringAmount",
            "setupAmount", "startDate", "status", "totalPayments",
        ],
        &[
            "city", "comments", "companyName", "country", "customerAccountID", "merchantDefinedDataField1",
            "merchantDefinedDataField2", "merchantDefinedDataField4", "merchantDefinedDateField3", "postalCode",
            "shipToCity", "shipToCompany", "shipToCountry", "shipToState", "state", "title",
        ],
    ),
    family("paySubscriptionRetrieveService", &["run"], &[]),
    family("paySubscriptionUpdateReply", &["reasonCode"], &[]),
    family("paySubscriptionUpdateService", &["run"], &[]),
    family(
        "payerAuthEnrollReply",
        &["acsURL", "commerceIndicator", "reasonCode", "ucafCollectionIndicator"],
        &["paReq", "proofXML", "proxyPAN", "xid"],
    ),
    family(
        "payerAuthEnrollService",
        &[
            "acquirerBin", "countryCode", "httpAccept", "httpUserAgent", "merchantID", "merchantName", "merchantURL",
            "purchaseDescription", "purchaseTime", "run",
        ],
        &[],
    ),
    family(
        "payerAuthValidateReply",
        &[
            "authenticationResult", "authenticationStatusMessage", "commerceIndicator", "eci", "eciRaw", "reasonCode",
            "ucafCollectionIndicator",
        ],
        &["cavv", "ucafAuthenticationData", "xid"],
    ),
    family("payerAuthValidateService", &["run"], &["signedPARes"]),
    family(
        "pinlessDebitReply",
        &["amount", "processorResponse", "reasonCode", "receiptNumber", "reconciliationID", "requestDateTime"],
        &[],
    ),
    family("pinlessDebitService", &["commerceIndicator", "reconciliationID", "run"], &[]),
    family("pinlessDebitValidateReply", &["reasonCode", "requestDateTime", "status"], &[]),
    family("pinlessDebitValidateService", &["run"], &[]),
    family(
        "pos",
        &[
            "cardPresent", "catLevel", "conditionCode", "entryMode", "terminalCapability", "terminalID",
            "terminalLocation", "terminalType", "transactionSecurity",
        ],
        &[],
    ),
    family(
        "purchaseTotals",
        &["currency", "discountAmount", "dutyAmount", "freightAmount", "grandTotalAmount", "taxAmount"],
        &[],
    ),
    family(
        "recurringSubscriptionInfo",
        &[
            "amount", "approvalRequired", "automaticRenew", "billPayment", "endDate", "event_amount",
            "event_approvedBy", "event_number", "frequency", "numberOfPayments", "numberOfPaymentsToAdd", "startDate",
            "status",
        ],
        &[],
    ),
    family(
        "replyMessage",
        &["decision", "invalidField", "merchantReferenceCode", "missingField", "reasonCode", "requestID"],
        &[],
    ),
    family(
        "requestMessage",
        &[
            "clientApplication", "clientApplicationVersion", "clientEnvironment", "clientLibrary",
            "clientLibraryVersion", "clientSecurityLibraryVersion", "merchantID", "merchantReferenceCode",
        ],
        &["clientApplicationUser", "comments"],
    ),
    family("riskUpdateReply", &["reasonCode"], &[]),
    family(
        "riskUpdateService",
        &["actionCode", "recordID", "run"],
        &["negativeAddress_city", "negativeAddress_country", "negativeAddress_postalCode", "negativeAddress_state"],
    ),
    family("shipFrom", &[], &["city", "company", "country", "county", "postalCode", "state", "suffix", "title"]),
    family(
        "shipTo",
        &[],
        &["city", "company", "country", "county", "postalCode", "shippingMethod", "state", "suffix", "title"],
    ),
    family("subscription", &["paymentMethod", "title"], &[]),
    family(
        "taxReply",
        &[
            "city", "county", "currency", "geocode", "grandTotalAmount", "item_cityTaxAmount", "item_countyTaxAmount",
            "item_districtTaxAmount", "item_stateTaxAmount", "item_totalTaxAmount", "postalCode", "reasonCode", "state",
            "totalCityTaxAmount", "totalCountyTaxAmount", "totalDistrictTaxAmount", "totalStateTaxAmount",
            "totalTaxAmount",
        ],
        &[],
    ),
    family(
        "taxService",
        &[
            "buyerRegistration", "middlemanRegistration", "nexus", "noNexus", "orderAcceptanceCity",
            "orderAcceptanceCountry", "orderAcceptanceCounty", "orderAcceptancePostalCode", "orderAcceptanceState",
            "orderOriginCity", "orderOriginCountry", "orderOriginCounty", "orderOriginPostalCode", "orderOriginState",
            "pointOfTitleTransfer", "run", "sellerRegistration",
        ],
        &[],
    ),
    family("ucaf", &["collectionIndicator"], &["authenticationData"]),
    family("voidReply", &["amount", "currency", "reasonCode", "requestDateTime"], &[]),
    family("voidService", &["run", "voidRequestID"], &[]),
];

/// The SCMP names of the same things, as far as CyberSource's field map is public. They have no parents.
#[rustfmt::skip]
static SCMP: [Family; 1] = [family(
    "",
    &[
        "auth_amount", "auth_auth_amount", "auth_auth_avs", "auth_auth_response", "auth_avs_raw", "auth_cv_result",
        "auth_cv_result_raw", "auth_request_id", "auth_reversal_amount", "auth_trans_ref_no", "auth_type",
        "bill_bill_amount", "bill_request_id", "bill_trans_ref_no", "client_lib_version", "credit_credit_amount",
        "credit_trans_ref_no", "currency", "decline_avs_flags", "e_commerce_indicator", "eci_raw", "grand_total_amount",
        "ics_applications", "ignore_avs", "ignore_bad_cv", "merchant_descriptor", "merchant_descriptor_contact",
        "merchant_id", "merchant_ref_number", "request_id", "sender_id", "tax_total_tax",
    ],
    &[
        "bill_city", "bill_country", "bill_state", "bill_zip", "cavv", "comments", "customer_account_id",
        "customer_ipaddress", "purchaser_vat_registration_number", "ship_to_city", "ship_to_country", "ship_to_state",
        "ship_to_zip", "xid",
    ],
)];

/// The parts of an SCMP offer; the same as those of a Simple Order item.
#[rustfmt::skip]
static OFFER: [&str; 17] = [
    "alternate_tax_id", "amount", "commodity_code", "discount_amount", "discount_rate", "merchant_product_sku",
    "national_tax", "offer_id", "offerid", "product_code", "product_name", "product_risk", "quantity", "tax_amount",
    "tax_rate", "total_amount", "unit_of_measure",
];

/// Parent and child of what else may be logged in a SOAP message, joined by an underscore.
const SOAP: [&[u8]; 5] = [
    b"Fault_faultcode",
    b"Reference_DigestValue",
    b"Timestamp_Created",
    b"Timestamp_Expires",
    b"faultDetails_requestID",
];

/// Which message a top-level name belongs to, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Message {
    Request,
    Reply,
    Either,
}

/// The vocabulary of a list of name-value pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    SimpleOrder,
    Scmp,
    /// Nothing says which: SCMP names then count in lower case only.
    Both,
}

/// Whether the field with this name, its parts joined by underscores, may be logged.
#[inline]
pub(super) fn allowed(name: &[u8], message: Message, rule: Rule) -> bool {
    SIMPLE_ORDER_TABLE.find(name, &Words::of(name), message).is_some_and(|delicate| shown(delicate, rule))
}

/// Whether a name-value pair may be logged, if `Err` with the traits of its name.
///
/// Indices are no part of a name: `item_0_unitPrice`.
#[inline]
pub(super) fn judge_pair(name: &[u8], vocabulary: Vocabulary, rule: Rule) -> Result<(), Traits> {
    let words = Words::of(name);
    let verdict = |allowed: bool, traits: Traits| if allowed { Ok(()) } else { Err(traits) };
    if vocabulary == Vocabulary::Scmp {
        let name = name.to_ascii_lowercase();
        return verdict(scmp_allowed(&name, &Words::of(&name), rule), traits(&name));
    }
    let found = SIMPLE_ORDER_TABLE.find(name, &words, Message::Either);
    if found.is_some_and(|delicate| shown(delicate, rule)) {
        return Ok(());
    }
    let traits = traits(name);
    let allowed = found.is_none()
        && ((traits & DIGIT != 0 && has_index(name) && allowed(&without_indices(name), Message::Either, rule))
            || (vocabulary == Vocabulary::Both && scmp_allowed(name, &words, rule)));
    verdict(allowed, traits)
}

/// Whether a name-value pair with this name may be logged.
pub(super) fn pair_allowed(name: &[u8], vocabulary: Vocabulary, rule: Rule) -> bool {
    judge_pair(name, vocabulary, rule).is_ok()
}

/// Whether a part of an SCMP offer may be logged.
pub(super) fn offer_part_allowed(name: &[u8]) -> bool {
    OFFER.binary_search_by(|part| part.as_bytes().cmp(name)).is_ok()
}

/// Whether this is SCMP's `offer0`, `offer1` and so on.
pub(super) fn is_offer(name: &[u8]) -> bool {
    name.len() > 5 && name[..5].eq_ignore_ascii_case(b"offer") && name[5..].iter().all(u8::is_ascii_digit)
}

/// Whether a parent has children of that kind.
pub(super) fn is_soap_parent(name: &[u8]) -> bool {
    matches!(name, b"Fault" | b"Reference" | b"Timestamp" | b"faultDetails")
}

/// Whether an element with this parent, joined to it by an underscore, may be logged wherever it stands.
pub(super) fn soap_allowed(parent_and_child: &[u8]) -> bool {
    SOAP.contains(&parent_and_child)
}

fn has_index(name: &[u8]) -> bool {
    name[0].is_ascii_digit() || name.windows(2).any(|pair| pair[0] == b'_' && pair[1].is_ascii_digit())
}

fn without_indices(name: &[u8]) -> Vec<u8> {
    let is_index = |part: &&[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let parts: Vec<&[u8]> = name.split(|byte| *byte == b'_').filter(|part| !is_index(part)).collect();
    parts.join(&b'_')
}

fn scmp_allowed(name: &[u8], words: &Words, rule: Rule) -> bool {
    if let Some(delicate) = SCMP_TABLE.find(name, words, Message::Either) {
        return shown(delicate, rule);
    }
    // Every service has its own of these.
    let (service, delicate) = match name {
        [service @ .., b'_', b'r', b'c', b'o', b'd', b'e'] => (service, false),
        [service @ .., b'_', b'r', b'f', b'l', b'a', b'g'] => (service, false),
        [service @ .., b'_', b't', b'i', b'm', b'e'] => (service, false),
        [service @ .., b'_', b'r', b'm', b's', b'g'] => (service, true),
        _ => return false,
    };
    let plain = service.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_');
    !service.is_empty() && plain && shown(delicate, rule)
}

fn shown(delicate: bool, rule: Rule) -> bool {
    !delicate || rule == Rule::Sdk
}

/// A name with what is known about it.
#[derive(Clone, Copy)]
struct Entry {
    words: Words,
    prefix: &'static str,
    child: &'static str,
    delicate: bool,
    message: Message,
}

impl Entry {
    const NONE: Entry = Entry {
        words: Words { first: 0, middle: 0, last: 0, length: 0 },
        prefix: "",
        child: "",
        delicate: false,
        message: Message::Either,
    };

    #[inline(always)]
    fn is(&self, name: &[u8], words: &Words) -> bool {
        // Up to this length the words are the whole name.
        const LENGTH_OF_WORDS: usize = 24;
        self.words.last == words.last
            && self.words.middle == words.middle
            && self.words.first == words.first
            && self.words.length == words.length
            && (name.len() <= LENGTH_OF_WORDS || is_pair(name, self.prefix.as_bytes(), self.child.as_bytes()))
    }
}

/// A hash table with open addressing, filled by the compiler.
struct Table<const NAMES: usize, const SLOTS: usize> {
    entries: [Entry; NAMES],
    /// The number of an entry, or `FREE`.
    slots: [u16; SLOTS],
}

const FREE: u16 = u16::MAX;

static SIMPLE_ORDER_TABLE: Table<671, 2048> = Table::new(&FAMILIES);
static SCMP_TABLE: Table<46, 256> = Table::new(&SCMP);

impl<const NAMES: usize, const SLOTS: usize> Table<NAMES, SLOTS> {
    const fn new(families: &[Family]) -> Table<NAMES, SLOTS> {
        let mut table = Table { entries: [Entry::NONE; NAMES], slots: [FREE; SLOTS] };
        let mut number = 0;
        let mut f = 0;
        while f < families.len() {
            let mut c = 0;
            while c < families[f].plain.len() + families[f].delicate.len() {
                let entry = families[f].entry(c);
                let mut at = entry.words.hash() % SLOTS;
                while table.slots[at] != FREE {
                    at = (at + 1) % SLOTS;
                }
                table.entries[number] = entry;
                table.slots[at] = number as u16;
                number += 1;
                c += 1;
            }
            f += 1;
        }
        assert!(number == NAMES, "the table has not as many places as there are names");
        table
    }

    /// Whether the name is delicate, if it is there.
    #[inline(always)]
    fn find(&self, name: &[u8], words: &Words, message: Message) -> Option<bool> {
        let mut at = words.hash() % SLOTS;
        // A table has more slots than names, so that every search ends.
        loop {
            let entry = self.entries.get(usize::from(self.slots[at]))?;
            if entry.is(name, words) && entry.message.agrees_with(message) {
                return Some(entry.delicate);
            }
            at = (at + 1) % SLOTS;
        }
    }
}

impl Family {
    const fn entry(&self, child: usize) -> Entry {
        let delicate = child >= self.plain.len();
        let child = if delicate { self.delicate[child - self.plain.len()] } else { self.plain[child] };
        let message = if same(self.parent, REQUEST) {
            Message::Request
        } else if same(self.parent, REPLY) {
            Message::Reply
        } else {
            Message::Either
        };
        let words = Words::of_pair(self.prefix.as_bytes(), child.as_bytes());
        Entry { words, prefix: self.prefix, child, delicate, message }
    }
}

impl Message {
    fn agrees_with(self, other: Message) -> bool {
        self == other || self == Message::Either || other == Message::Either
    }
}

/// `==` for constant functions.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

fn is_pair(name: &[u8], parent: &[u8], child: &[u8]) -> bool {
    if parent.is_empty() {
        return name == child;
    }
    name.len() == parent.len() + 1 + child.len()
        && name[parent.len()] == b'_'
        && &name[parent.len() + 1..] == child
        && &name[..parent.len()] == parent
}

/// The first, middle and last eight bytes of a name, which tell most names apart; a shorter one is all three.
#[derive(Clone, Copy)]
struct Words {
    first: u64,
    middle: u64,
    last: u64,
    length: usize,
}

impl Words {
    #[inline(always)]
    fn of(name: &[u8]) -> Words {
        let length = name.len();
        if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
            let middle = name[(length - 8) / 2..].first_chunk().unwrap_or(first);
            let [first, middle, last] = [first, middle, last].map(|word| u64::from_le_bytes(*word));
            return Words { first, middle, last, length };
        }
        let short = name.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        Words { first: short, middle: short, last: short, length }
    }

    /// The words of a name that is not joined yet.
    const fn of_pair(parent: &[u8], child: &[u8]) -> Words {
        let length = if parent.is_empty() { child.len() } else { parent.len() + 1 + child.len() };
        let (last, bytes) = if length >= 8 { (length - 8, 8) } else { (0, length) };
        Words {
            first: word_of_pair(parent, child, 0, bytes),
            middle: word_of_pair(parent, child, last / 2, bytes),
            last: word_of_pair(parent, child, last, bytes),
            length,
        }
    }

    #[inline(always)]
    const fn hash(&self) -> usize {
        let sum = self.first.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ self.middle.wrapping_mul(0xc2b2_ae3d_27d4_eb4f).rotate_left(29)
            ^ self.last.wrapping_mul(0x1656_67b1_9e37_79f9).rotate_left(13);
        (sum.wrapping_add(self.length as u64).wrapping_mul(0xff51_afd7_ed55_8ccd) >> 40) as usize
    }
}

const fn word_of_pair(parent: &[u8], child: &[u8], from: usize, length: usize) -> u64 {
    let before = if parent.is_empty() { 0 } else { parent.len() + 1 };
    let mut word = 0;
    let mut i = 0;
    while i < length {
        let at = from + i;
        let byte = if at >= before {
            child[at - before]
        } else if at == parent.len() {
            b'_'
        } else {
            parent[at]
        };
        word |= (byte as u64) << (8 * i);
        i += 1;
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_its_neighbours_are_not() {
        let mut names = 0;
        for family in &FAMILIES {
            for child in family.plain.iter().chain(family.delicate) {
                let name =
                    if family.prefix.is_empty() { child.to_string() } else { format!("{}_{child}", family.parent) };
                assert!(allowed(name.as_bytes(), Message::Either, Rule::Sdk), "{name}");
                let strict = allowed(name.as_bytes(), Message::Either, Rule::Strict);
                assert_eq!(strict, family.plain.contains(child), "{name}");
                assert!(!allowed(format!("{name}x").as_bytes(), Message::Either, Rule::Sdk), "{name}");
                assert!(!allowed(format!("x{name}").as_bytes(), Message::Either, Rule::Sdk), "{name}");
                names += 1;
            }
        }
        assert_eq!(names, 671);
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(FAMILIES.windows(2).all(|pair| pair[0].parent < pair[1].parent));
        assert!(OFFER.windows(2).all(|pair| pair[0] < pair[1]));
        for family in FAMILIES.iter().chain(&SCMP) {
            assert!(family.plain.windows(2).all(|pair| pair[0] < pair[1]), "{}", family.parent);
            assert!(family.delicate.windows(2).all(|pair| pair[0] < pair[1]), "{}", family.parent);
        }
        assert_eq!(FAMILIES.iter().filter(|family| family.prefix.is_empty()).count(), 2);
    }

    #[test]
    fn indices_are_no_part_of_a_name() {
        for (name, plain) in [
            ("item_0_unitPrice", "item_unitPrice"),
            ("0_item_unitPrice_12", "item_unitPrice"),
            ("missingField_3", "missingField"),
            ("item_0a_unitPrice", "item_0a_unitPrice"),
        ] {
            assert_eq!(without_indices(name.as_bytes()), plain.as_bytes());
        }
    }

    #[test]
    fn searches_are_short() {
        let taken = |at: usize| SIMPLE_ORDER_TABLE.slots[at % 2048] != FREE;
        let longest = (0..2048).map(|at| (at..at + 2048).take_while(|at| taken(*at)).count()).max();
        assert!(longest < Some(24), "{longest:?}");
    }
}
