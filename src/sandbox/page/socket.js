// The websocket of one person: challenge, liveness, and connecting again with back-off.
// SPDX-License-Identifier: Apache-2.0

const ping_every_ms = 15000;
const answer_within_ms = 8000;
const longest_wait_ms = 15000;

// hear: {event(frame), fresh(), lost(), refused()}. fresh(): something may have been missed and
// must be fetched; called at every new connection and at a gap of seq. refused(): the server was
// reached but did not say hello: the token may be dead. A new try follows lost() and refused().
export class Socket {
  constructor(token, hear) {
    this.token_ = token;
    this.hear_ = hear;
    this.failures_ = 0;
    this.closed_ = false;
    this.connect_();
  }

  close() {
    this.closed_ = true;
    this.drop_();
  }

  connect_() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/api/v4/websocket`);
    this.socket_ = socket;
    this.next_ = 0;
    this.sent_ = 1;
    this.welcome_ = false;
    this.opened_ = false;
    socket.onopen = () => {
      this.opened_ = true;
      this.write_("authentication_challenge", { token: this.token_ });
      this.expect_answer_();
    };
    socket.onmessage = (message) => this.read_(message.data);
    socket.onclose = () => {
      if (this.socket_ === socket) this.retry_();
    };
  }

  write_(action, data) {
    if (this.socket_.readyState !== WebSocket.OPEN) return;
    this.socket_.send(JSON.stringify({ seq: this.sent_++, action, data }));
  }

  read_(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    clearTimeout(this.silence_);
    if (frame.status === "FAIL") {
      this.welcome_ = false;
      return this.again_();
    }
    if (frame.event === "hello") this.start_();
    if (typeof frame.seq === "number") {
      if (frame.seq > this.next_ && this.welcome_) this.hear_.fresh();
      this.next_ = frame.seq + 1;
    }
    if (frame.event) this.hear_.event(frame);
  }

  start_() {
    this.welcome_ = true;
    this.failures_ = 0;
    this.next_ = 0;
    clearInterval(this.ping_);
    this.ping_ = setInterval(() => {
      this.write_("ping", {});
      this.expect_answer_();
    }, ping_every_ms);
    this.hear_.fresh();
  }

  // A socket can stay open and silent for ever: no answer in time ends it.
  expect_answer_() {
    clearTimeout(this.silence_);
    this.silence_ = setTimeout(() => this.again_(), answer_within_ms);
  }

  again_() {
    this.drop_();
    this.retry_();
  }

  drop_() {
    clearInterval(this.ping_);
    clearTimeout(this.silence_);
    clearTimeout(this.wait_);
    const socket = this.socket_;
    this.socket_ = null;
    socket?.close();
  }

  retry_() {
    this.drop_();
    if (this.closed_) return;
    const wait = Math.min(longest_wait_ms, 500 * 2 ** Math.min(this.failures_++, 5));
    this.wait_ = setTimeout(() => this.connect_(), wait * (0.75 + Math.random() / 2));
    this.hear_.lost();
    if (this.opened_ && !this.welcome_) this.hear_.refused();
  }
}
