// The clock bar: the sandbox's time, the next handover, and the buttons that move time forward.
// SPDX-License-Identifier: Apache-2.0
import { move_clock, sandbox_clock } from "./api.js";
import { byId } from "./dom.js";
import { clock_time, short_day, zone_name } from "./time.js";
import { say } from "./words.js";

const poll_every_ms = 20000;
const tick_every_ms = 1000;

const parsed = (text) => {
  const moment = Date.parse(text ?? "");
  return Number.isNaN(moment) ? null : moment;
};

// hear: {moved(over_handover)} after a jump, so that duty and the next handover can be asked for
// again; {failed(sentence)} when the clock could not be moved.
export class ClockBar {
  constructor(hear) {
    this.hear_ = hear;
    this.base_ = 0;
    this.since_ = 0;
    this.next_ = null;
    this.busy_ = false;
    const step = (id, body) => byId(id).addEventListener("click", () => this.move(body));
    step("clock-move", { to: "next_handover" });
    step("clock-hour", { advance_s: 3600 });
    step("clock-quarter", { advance_s: 900 });
    setInterval(() => this.draw(), tick_every_ms);
    setInterval(() => this.poll_(), poll_every_ms);
  }

  now() {
    return this.base_ + (performance.now() - this.since_);
  }

  // Takes {now, next_handover?} from an answer or an event; a jump is told.
  set(clock) {
    const now = parsed(clock?.now);
    if (now === null) return;
    const jumped = this.since_ !== 0 && Math.abs(now - this.now()) > 30000;
    const over_handover = jumped && this.next_ !== null && now >= this.next_;
    this.base_ = now;
    this.since_ = performance.now();
    if (clock.next_handover !== undefined) this.next_ = parsed(clock.next_handover);
    this.draw();
    if (jumped) this.hear_.moved(over_handover);
  }

  async move(step) {
    if (this.busy_) return;
    this.busy_ = true;
    this.draw();
    try {
      this.set(await move_clock(step));
    } catch (problem) {
      this.hear_.failed(problem.message);
    }
    this.busy_ = false;
    this.draw();
  }

  async poll_() {
    if (this.busy_ || document.hidden) return;
    const clock = await sandbox_clock().catch(() => null);
    if (clock) this.set(clock);
    // A handover that came by itself: somebody else is on duty now.
    if (this.next_ !== null && this.now() >= this.next_) this.hear_.moved(false);
  }

  draw() {
    if (this.since_ === 0) return;
    const now = this.now();
    const put = (id, text) => {
      if (byId(id).textContent !== text) byId(id).textContent = text;
    };
    put("clock-day", short_day(now));
    put("clock-time", clock_time(now));
    put("clock-zone", zone_name());
    put("clock-next", this.next_ === null
      ? say("clock.none") : `${short_day(this.next_)}, ${clock_time(this.next_)}`);
    byId("clock-now").setAttribute("datetime", new Date(now).toISOString());
    byId("clock").setAttribute("aria-busy", String(this.busy_));
    byId("clock-move").disabled = this.busy_ || this.next_ === null;
    byId("clock-hour").disabled = this.busy_;
    byId("clock-quarter").disabled = this.busy_;
  }
}
