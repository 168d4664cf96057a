// Where events come in: from the chat's socket and from the HTTP listener. Decides the lane, and
// resumes only after the commit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/due_loop.hpp"
#include "app/once.hpp"
#include "catalog/index.hpp"

namespace qm::app {

struct IntakeFigures {
    std::uint64_t events = 0;
    std::uint64_t searches = 0;
    std::uint64_t set_aside = 0;
};

class Intake {
public:
    using WantSource = std::function<void(const std::string& source)>;
    using AskDoctor = std::function<void(const Person& who, const std::string& event)>;
    using IndexSource = std::function<std::shared_ptr<const catalog::Index>()>;

    Intake(boost::asio::any_io_executor executor, StoreThread& store, const Clock& clock,
           Sender::SetupSource setup, IndexSource index, Sender& sender, DueLoop& due,
           WantSource want_source, AskDoctor ask_doctor);
    void use(chat::Chat& chat) { chat_ = &chat; }

    // Of the chat's socket: resumes when it is queued, in order. Bounded: waits for a place.
    boost::asio::awaitable<void> take(Event event);
    // The same, but resumes once what must last is committed; what is only read is answered later.
    boost::asio::awaitable<void> keep(Event event);
    void seen(Channel channel, PostId post, std::int64_t at_ms, bool behind);

    // Of the HTTP listener: resumes with the answer to the caller, after the commit.
    boost::asio::awaitable<Reply> answer(Event event);

    const IntakeFigures& figures() const { return figures_; }

private:
    boost::asio::awaitable<void> handle(Event event);
    boost::asio::awaitable<void> handle_words(Event event);
    boost::asio::awaitable<Reply> read(Event event, desk::Routed routed);
    boost::asio::awaitable<desk::Outcome> write(Event event);
    boost::asio::awaitable<bool> concerns_us(Event event);
    boost::asio::awaitable<bool> stale_read(Event event);

    boost::asio::any_io_executor executor_;
    StoreThread& store_;
    const Clock& clock_;
    Sender::SetupSource setup_;
    IndexSource index_;
    Sender& sender_;
    DueLoop& due_;
    WantSource want_source_;
    AskDoctor ask_doctor_;
    chat::Chat* chat_ = nullptr;
    int in_flight_ = 0;
    boost::asio::steady_timer room_;  // cancelled whenever a place becomes free
    // Reads have no row before they are answered: the socket and a back-fill may bring one at once.
    Once answering_{4096};
    IntakeFigures figures_;
};

}  // namespace qm::app
