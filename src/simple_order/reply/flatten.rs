//! The fields of an XML reply.

use std::collections::HashMap;

use super::fields::{Fields, SINGLE};
use super::unread::Step;
use crate::secret::SecretText;
use crate::xml::{Element, Limits};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The fields of a replyMessage, under the names that NVP replies have.
pub(super) fn flatten(message: Element<'_, '_>, limits: &Limits) -> Step<Fields> {
    Flattener { message, fields: Fields::new(limits), pending: Vec::new() }.flatten()
}

/// Gives the elements of a replyMessage the names that NVP replies have: `ccAuthReply_amount`, `item_0_unitPrice`.
struct Flattener<'d, 'a> {
    message: Element<'d, 'a>,
    fields: Fields,
    /// Elements whose children are still to be read, each with its flattened name. It stands in for recursion.
    pending: Vec<(Element<'d, 'a>, SecretText)>,
}

impl<'d, 'a> Flattener<'d, 'a> {
    fn flatten(mut self) -> Step<Fields> {
        self.pending.push((self.message, "".into()));
        while let Some((element, name)) = self.pending.pop() {
            self.element(element, name)?;
        }
        Ok(self.fields)
    }

    fn element(&mut self, element: Element<'d, 'a>, name: SecretText) -> Step<()> {
        let children: Vec<Element<'d, 'a>> = element.child_elements().collect();
        let is_message = element == self.message;
        if !is_message {
            self.attributes(element, &name)?;
            let text = element.text();
            let nil = element.attribute(XSI, "nil").is_some_and(|nil| matches!(nil.trim(), "true" | "1"));
            if nil && children.is_empty() {
                self.fields.add(name.clone(), None)?;
            } else if children.is_empty() || !text.trim().is_empty() {
                self.fields.add(name.clone(), Some((&*text).into()))?;
            }
        }
        let names = self.names_of(&name, &children)?;
        // Popped in reverse, so that fields keep the reply's order.
        self.pending.extend(children.into_iter().zip(names).rev());
        Ok(())
    }

    /// `<ccAuthService run="true"/>` is `ccAuthService_run=true` in NVP.
    fn attributes(&mut self, element: Element<'d, 'a>, name: &str) -> Step<()> {
        for attribute in element.attributes().filter(|attribute| attribute.namespace_uri().is_empty()) {
            if attribute.local_name() != "id" || number_of(element).is_none() {
                self.fields.take_room(name.len() + 1 + attribute.local_name().len())?;
                let full = SecretText::joined(&[name, "_", attribute.local_name()]);
                self.fields.add(full, Some((&*attribute.value()).into()))?;
            }
        }
        Ok(())
    }

    /// The names of siblings. Those that may be repeated have a number behind them: that of their `id`, or their place.
    fn names_of(&mut self, parent: &str, children: &[Element<'d, 'a>]) -> Step<Vec<SecretText>> {
        let mut counts: HashMap<(&str, &str), (u32, u32)> = HashMap::new();
        for child in children {
            counts.entry((child.namespace_uri(), child.local_name())).or_default().0 += 1;
        }
        let separator = if parent.is_empty() { "" } else { "_" };
        let mut names = Vec::with_capacity(children.len());
        for child in children {
            let (uri, local) = (child.namespace_uri(), child.local_name());
            let place = counts.entry((uri, local)).or_default();
            // An element of another namespace than the message's is no field of CyberSource's, whatever its local name says.
            let foreign = uri != self.message.namespace_uri();
            let single = parent.is_empty() && !foreign && SINGLE.contains(&local);
            let repeated = place.0 > 1 || matches!(local, "missingField" | "invalidField");
            let number = number_of(*child).or(repeated.then_some(place.1)).filter(|_| !single);
            place.1 += 1;
            self.fields.take_room(parent.len() + local.len() + if foreign { uri.len() } else { 0 })?;
            let namespace = if foreign { ["{", uri, "}"] } else { [""; 3] };
            let number = number.map(|number| format!("_{number}")).unwrap_or_default();
            names.push(SecretText::joined(&[&[parent, separator], &namespace[..], &[local, &number]].concat()));
        }
        Ok(names)
    }
}

/// The number in an element's `id`, as `item` has it.
fn number_of(element: Element<'_, '_>) -> Option<u32> {
    let id = element.attribute("", "id")?;
    let plain = (1..=6).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| id.parse().ok()).flatten()
}
