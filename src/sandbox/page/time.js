// Times as people of the sandbox read them: always in the sandbox's own zone.
// SPDX-License-Identifier: Apache-2.0
import { language } from "./words.js";

let zone = "Europe/Paris";

export const zone_name = () => zone;
export function use_zone(name) {
  if (name) zone = name;
}

const formats = new Map();

function format(name, options, moment) {
  const key = `${language()} ${zone} ${name}`;
  if (!formats.has(key)) {
    const tag = language() === "fr" ? "fr-FR" : "en-GB";
    formats.set(key, new Intl.DateTimeFormat(tag, { timeZone: zone, ...options }));
  }
  return formats.get(key).format(moment);
}

export const clock_time = (moment) =>
  format("time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, moment);

export const short_day = (moment) =>
  format("short", { weekday: "short", day: "numeric", month: "short" }, moment).replace(",", "");

export const long_day = (moment) =>
  format("long", { weekday: "long", day: "numeric", month: "long" }, moment);

// The same text for two moments of one local day.
export const day_key = (moment) =>
  format("key", { year: "numeric", month: "2-digit", day: "2-digit" }, moment);
