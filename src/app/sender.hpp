// Sends what the outbox holds: within a channel the most urgent first, else in order; looking
// before any resend. Bounds: of a channel or person at most twice desk::lane_max posts and 4 edits
// are held here, the rest waits as rows; in doubt is at most what was claimed before a stop or a
// time-out. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"
#include "app/post_queue.hpp"
#include "app/store_thread.hpp"
#include "chat/bell.hpp"
#include "chat/chat.hpp"
#include "desk/desk.hpp"
#include "desk/outgoing.hpp"

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace qm::app {

struct SenderFigures {
    std::uint64_t sent = 0;
    std::uint64_t edited = 0;
    std::uint64_t found = 0;  // posted already, met by looking
    std::uint64_t refused = 0;
    std::uint64_t edits_refused = 0;
    std::uint64_t gone = 0;     // what they were to stand under was deleted: said elsewhere
    std::uint64_t doubted = 0;  // outcomes that were unknown
};

// A post whose fate is not known, and how often it was looked for since.
struct Doubt {
    Post post;
    Steady since{};
    std::size_t looks = 0;
};

// Loop thread only.
class Sender {
public:
    using SetupSource = std::function<std::shared_ptr<const desk::Setup>()>;

    Sender(boost::asio::any_io_executor executor, StoreThread& store, const Clock& clock,
           SetupSource setup, double settle_scale);

    void use(chat::Chat& chat) { chat_ = &chat; }
    // Posts that are claimed in the store already.
    void send(std::vector<Post> posts);
    // After a crash: claimed, but whether they were posted nobody knows.
    void doubt(std::vector<Post> posts);
    // The database may be a copy that was put back, or surely is: what it says now may have been
    // said since `since` already. Looked for once before it is posted, until some time after
    // `heard`.
    void forgets(Instant since, bool surely);
    void heard();  // the chat is connected
    // Something changed: draw stale cards, and send what was written down without being claimed.
    void poke();
    void stop();
    // After stop: what was claimed and certainly not sent is ready again, so that the next start
    // sends it at once where it would look for it for a minute.
    boost::asio::awaitable<void> give_back();
    const SenderFigures& figures() const { return figures_; }
    std::size_t waiting() const;
    bool busy() const { return in_flight_ > 0; }  // a call to the platform is under way

private:
    struct Running {
        PostQueue queue;
        bool runs = false;                        // one coroutine sends
        std::optional<chat::Bell> changed;        // for it, when it waits for nothing but time
        std::optional<std::string> told_to_wait;  // why, in the log; until something is done
    };
    boost::asio::awaitable<void> run_lane(std::string name);
    boost::asio::awaitable<void> send_once(Queued queued, Running& running);
    boost::asio::awaitable<void> run_doubts(std::string lane);
    boost::asio::awaitable<void> look_at(std::vector<Doubt> due);
    boost::asio::awaitable<void> settle(Post post, SendOutcome outcome);
    boost::asio::awaitable<void> refresh();
    boost::asio::awaitable<void> claim_waiting();
    boost::asio::awaitable<void> draw_stale();
    boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
    std::chrono::milliseconds scaled(std::chrono::milliseconds time) const;
    void enqueue(Post post);
    bool is_forgotten(const Post& post) const;
    int room_of(const std::string& name) const;
    void add_doubt(Post post, std::size_t looks = 0);
    std::vector<Doubt> take_due(std::vector<Doubt>& doubts) const;
    Steady next_look(const Doubt& doubt) const;

    boost::asio::any_io_executor executor_;
    StoreThread& store_;
    const Clock& clock_;
    SetupSource setup_;
    double settle_scale_;
    chat::Chat* chat_ = nullptr;
    std::map<std::string, Running> lanes_;              // by channel or person
    std::map<std::string, std::vector<Doubt>> doubts_;  // likewise; present: a coroutine looks
    std::set<std::string> in_doubt_;                    // keys
    std::set<std::string> editing_;
    std::size_t in_flight_ = 0;  // of each lane its first
    bool refreshing_ = false;
    bool poked_ = false;
    bool stopping_ = false;
    std::optional<Instant> forgets_since_;
    std::optional<Steady> heard_;
    SenderFigures figures_;
};

}  // namespace qm::app
