//! The names whose values may be logged, and how they are found.
//!
//! The Simple Order names are those that CyberSource's own kits log: 91 parents with their children. A name is on the list
//! only if parent and child match exactly; a kit also passes a name that is a part of another one.

use super::rule::{Rule, MAX_NAME};
use super::scan::{Key, Name, Traits};
use super::table::{same, Names, Tree};

pub(super) use super::table::{Node, NOWHERE, ROOT};

/// One parent with the children that may be logged.
pub(super) struct Family {
    parent: &'static str,
    /// Which message the children belong to, if they stand at its top.
    pub(super) message: Message,
    /// Logged under both rules.
    pub(super) plain: &'static [&'static str],
    /// About a person, or a secret of an authentication: logged under the kits' rule, hidden under the strict one.
    pub(super) delicate: &'static [&'static str],
}

const fn family(parent: &'static str, plain: &'static [&'static str], delicate: &'static [&'static str]) -> Family {
    let message = if same(parent.as_bytes(), REQUEST) {
        Message::Request
    } else if same(parent.as_bytes(), REPLY) {
        Message::Reply
    } else {
        Message::Either
    };
    Family { parent, message, plain, delicate }
}

impl Family {
    /// What stands before a child in a full name: the parent, or nothing.
    pub(super) const fn prefix(&self) -> &'static [u8] {
        match self.message {
            Message::Either => self.parent.as_bytes(),
            Message::Request | Message::Reply => b"",
        }
    }

    pub(super) const fn children(&self) -> usize {
        self.plain.len() + self.delicate.len()
    }

    /// A child and whether it is delicate.
    pub(super) const fn child(&self, number: usize) -> (&'static [u8], bool) {
        match number < self.plain.len() {
            true => (self.plain[number].as_bytes(), false),
            false => (self.delicate[number - self.plain.len()].as_bytes(), true),
        }
    }
}

/// The two parents whose children stand at the top of a message, and in name-value pairs have no parent before them.
const REQUEST: &[u8] = b"requestMessage";
const REPLY: &[u8] = b"replyMessage";

/// Sorted by parent.
#[rustfmt::skip]
const FAMILIES: [Family; 91] = [
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
const SCMP: [Family; 1] = [family(
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
const OFFER: [Family; 1] = [family(
    "",
    &[
        "alternate_tax_id", "amount", "commodity_code", "discount_amount", "discount_rate", "merchant_product_sku",
        "national_tax", "offer_id", "offerid", "product_code", "product_name", "product_risk", "quantity", "tax_amount",
        "tax_rate", "total_amount", "unit_of_measure",
    ],
    &[],
)];

// Filled by the compiler, so that there is no pointer in them to be relocated when the library is loaded.
pub(super) static SIMPLE_ORDER_NAMES: Names<671, { bytes_of(&FAMILIES) }, 2048> = Names::new(&FAMILIES);
pub(super) static SIMPLE_ORDER_TREE: Tree<{ nodes_of(&FAMILIES) }, 671, 512, 4096> = Tree::new(&FAMILIES);
static SCMP_NAMES: Names<46, { bytes_of(&SCMP) }, 256> = Names::new(&SCMP);
static OFFER_NAMES: Names<17, { bytes_of(&OFFER) }, 64> = Names::new(&OFFER);

const fn bytes_of(families: &[Family]) -> usize {
    Names::<0, 0, 0>::bytes(families)
}

const fn nodes_of(families: &[Family]) -> usize {
    Tree::<0, 0, 0, 0>::nodes(families)
}

/// Which message a top-level name belongs to, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Message {
    Request,
    Reply,
    Either,
}

impl Message {
    #[inline(always)]
    pub(super) fn agrees_with(self, other: Message) -> bool {
        self == other || self == Message::Either || other == Message::Either
    }
}

/// The vocabulary of a list of name-value pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    SimpleOrder,
    Scmp,
    /// Nothing says which: SCMP names then count in lower case only.
    Both,
}

/// A parent that has children which may be logged wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SoapParent {
    Fault,
    Reference,
    Timestamp,
    FaultDetails,
}

impl SoapParent {
    #[inline(never)]
    pub(super) fn shows(self, child: &[u8]) -> bool {
        match self {
            SoapParent::Fault => child == b"faultcode",
            SoapParent::Reference => child == b"DigestValue",
            SoapParent::Timestamp => matches!(child, b"Created" | b"Expires"),
            SoapParent::FaultDetails => child == b"requestID",
        }
    }
}

/// The place below another one in the tree of Simple Order's names.
#[inline]
pub(super) fn node_below(node: Node, key: &Key) -> Node {
    SIMPLE_ORDER_TREE.node_below(node, key, &SIMPLE_ORDER_NAMES.text)
}

/// Whether the value with this name below a place of the tree may be logged.
#[inline]
pub(super) fn child_allowed(node: Node, key: &Key, message: Message, rule: Rule) -> bool {
    let delicate = SIMPLE_ORDER_TREE.leaf_below(node, key, message, &SIMPLE_ORDER_NAMES.text);
    delicate.is_some_and(|delicate| shown(delicate, rule))
}

/// Whether a name-value pair with this name may be logged.
pub(super) fn pair_allowed(key: &Key, vocabulary: Vocabulary, rule: Rule) -> bool {
    match listed(key, vocabulary) {
        Some(delicate) => shown(delicate, rule),
        None => unlisted_allowed(&key.name, key.name.traits(), vocabulary, rule),
    }
}

/// Whether a name-value pair may be logged whose name is on a list as it stands there; if it is on none, `None`.
#[inline(always)]
pub(super) fn listed_allowed(key: &Key, vocabulary: Vocabulary, rule: Rule) -> Option<bool> {
    listed(key, vocabulary).map(|delicate| shown(delicate, rule))
}

#[inline(always)]
fn listed(key: &Key, vocabulary: Vocabulary) -> Option<bool> {
    if vocabulary == Vocabulary::Scmp {
        return SCMP_NAMES.find(key);
    }
    let delicate = SIMPLE_ORDER_NAMES.find(key);
    match vocabulary {
        Vocabulary::Both if delicate.is_none() => SCMP_NAMES.find(key),
        _ => delicate,
    }
}

/// The same for a name that is on no list as it stands there.
///
/// Indices are no part of a name: `item_0_unitPrice`. In a list of which it is known that its names are SCMP's their case
/// does not matter.
#[inline(always)]
pub(super) fn unlisted_allowed(name: &Name, traits: Traits, vocabulary: Vocabulary, rule: Rule) -> bool {
    (vocabulary != Vocabulary::SimpleOrder && service_allowed(name.text(), rule))
        || match vocabulary {
            Vocabulary::Scmp => traits.has_capitals && allowed_in_lower_case(name, rule),
            _ => traits.has_digits && allowed_without_indices(name.text(), rule),
        }
}

/// Whether a part of an SCMP offer may be logged.
pub(super) fn offer_part_allowed(name: &Name) -> bool {
    OFFER_NAMES.find(&Key::of(*name)).is_some()
}

/// Whether this is SCMP's `offer0`, `offer1` and so on.
pub(super) fn is_offer(name: &Name) -> bool {
    let name = name.text();
    name.len() > 5 && name[..5].eq_ignore_ascii_case(b"offer") && name[5..].iter().all(u8::is_ascii_digit)
}

fn has_index(name: &[u8]) -> bool {
    name[0].is_ascii_digit() || name.windows(2).any(|pair| pair[0] == b'_' && pair[1].is_ascii_digit())
}

#[inline(never)]
fn allowed_without_indices(name: &[u8], rule: Rule) -> bool {
    if !has_index(name) {
        return false;
    }
    let mut place = [0; MAX_NAME];
    let plain = without_indices(name, &mut place);
    let plain = Name::any(plain, 0..plain.len());
    SIMPLE_ORDER_NAMES.find(&Key::of(plain)).is_some_and(|delicate| shown(delicate, rule))
}

/// Writes a name without the parts that are numbers; one that is longer than the place for it comes back as nothing.
fn without_indices<'a>(name: &[u8], place: &'a mut [u8; MAX_NAME]) -> &'a [u8] {
    if name.len() > place.len() {
        return &[];
    }
    let is_index = |part: &&[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let mut length = 0;
    for (number, part) in name.split(|byte| *byte == b'_').filter(|part| !is_index(part)).enumerate() {
        if number > 0 {
            place[length] = b'_';
            length += 1;
        }
        place[length..length + part.len()].copy_from_slice(part);
        length += part.len();
    }
    &place[..length]
}

#[inline(never)]
fn allowed_in_lower_case(name: &Name, rule: Rule) -> bool {
    let mut place = [0; MAX_NAME];
    let Some(lower) = place.get_mut(..name.len()) else { return false };
    lower.copy_from_slice(name.text());
    lower.make_ascii_lowercase();
    let lower = Name::any(lower, 0..lower.len());
    match SCMP_NAMES.find(&Key::of(lower)) {
        Some(delicate) => shown(delicate, rule),
        None => service_allowed(lower.text(), rule),
    }
}

/// Whether this is one of the SCMP names that every service has of its own.
#[inline(always)]
fn service_allowed(name: &[u8], rule: Rule) -> bool {
    matches!(name.last(), Some(b'e' | b'g')) && ends_like_service(name, rule)
}

#[inline(never)]
fn ends_like_service(name: &[u8], rule: Rule) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, rule: Rule) -> bool {
        pair_allowed(&Key::of(Name::at(name.as_bytes(), 0)), Vocabulary::SimpleOrder, rule)
    }

    /// The same name, its parts one below the other.
    fn in_tree(name: &str, message: Message, rule: Rule) -> bool {
        let parts: Vec<_> = name.split('_').map(|part| Key::of(Name::at(part.as_bytes(), 0))).collect();
        let Some((last, above)) = parts.split_last() else { return false };
        child_allowed(above.iter().fold(ROOT, node_below), last, message, rule)
    }

    #[test]
    fn every_name_is_found_and_its_neighbours_are_not() {
        let mut names = 0;
        for family in &FAMILIES {
            for child in family.plain.iter().chain(family.delicate) {
                let name =
                    if family.prefix().is_empty() { child.to_string() } else { format!("{}_{child}", family.parent) };
                let plain = family.plain.contains(child);
                assert!(pair(&name, Rule::Sdk) && in_tree(&name, family.message, Rule::Sdk), "{name}");
                assert_eq!(pair(&name, Rule::Strict), plain, "{name}");
                assert_eq!(in_tree(&name, family.message, Rule::Strict), plain, "{name}");
                for other in [format!("{name}x"), format!("x{name}"), name[1..].to_string(), format!("{name}_x")] {
                    let known = |family: &Family| {
                        let child = if family.prefix().is_empty() {
                            Some(other.as_str())
                        } else {
                            other.strip_prefix(family.parent).and_then(|rest| rest.strip_prefix('_'))
                        };
                        child.is_some_and(|child| family.plain.contains(&child) || family.delicate.contains(&child))
                    };
                    let known = FAMILIES.iter().any(known);
                    assert_eq!(pair(&other, Rule::Sdk), known, "{other}");
                    assert_eq!(in_tree(&other, Message::Either, Rule::Sdk), known, "{other}");
                }
                names += 1;
            }
        }
        assert_eq!(names, 671);
    }

    #[test]
    fn a_name_without_parent_belongs_to_its_message() {
        assert!(in_tree("decision", Message::Reply, Rule::Sdk) && in_tree("decision", Message::Either, Rule::Sdk));
        assert!(!in_tree("decision", Message::Request, Rule::Sdk));
        assert!(in_tree("merchantReferenceCode", Message::Reply, Rule::Sdk));
        assert!(in_tree("merchantReferenceCode", Message::Request, Rule::Sdk));
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(FAMILIES.windows(2).all(|pair| pair[0].parent < pair[1].parent));
        for family in FAMILIES.iter().chain(&SCMP).chain(&OFFER) {
            assert!(family.plain.windows(2).all(|pair| pair[0] < pair[1]), "{}", family.parent);
            assert!(family.delicate.windows(2).all(|pair| pair[0] < pair[1]), "{}", family.parent);
        }
        assert_eq!(FAMILIES.iter().filter(|family| family.prefix().is_empty()).count(), 2);
    }

    #[test]
    fn no_parent_has_a_meaning_of_its_own() {
        let special = [
            "requestMessage",
            "replyMessage",
            "nvpRequest",
            "nvpReply",
            "Fault",
            "Reference",
            "Timestamp",
            "faultDetails",
        ];
        for family in &FAMILIES {
            for number in 0..family.children() {
                let child = std::str::from_utf8(family.child(number).0).unwrap();
                let prefix = std::str::from_utf8(family.prefix()).unwrap();
                for part in child.split('_').chain([prefix]) {
                    assert!(!special.contains(&part) && !part.to_ascii_lowercase().contains("trackdata"), "{part}");
                }
            }
        }
    }

    #[test]
    fn indices_are_no_part_of_a_name() {
        for (name, plain) in [
            ("item_0_unitPrice", "item_unitPrice"),
            ("0_item_unitPrice_12", "item_unitPrice"),
            ("missingField_3", "missingField"),
            ("item_0a_unitPrice", "item_0a_unitPrice"),
        ] {
            assert_eq!(without_indices(name.as_bytes(), &mut [0; MAX_NAME]), plain.as_bytes());
        }
    }
}
