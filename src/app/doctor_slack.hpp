// The doctor's hands on Slack: private to doctor_slack.cpp and doctor_slack_names.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/doctor.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace qm::app {

struct SlackSeen {
    bool ok = false;
    int status = 0;         // 0: no answer, `why` says it
    bool doubtful = false;  // whether it was done is not known
    bool by_app = false;    // asked with the app's token, not the bot's
    bool more = false;      // of a list: it goes on, and was read no further
    nlohmann::json body;
    std::string date;
    std::string scopes;  // that the token has, "chat:write,commands"; empty: not said
    std::string why;     // "not_in_channel"; never a sentence of the server's
};

// Of an answer that says nothing about what was asked for; `otherwise`: of one that does.
std::string slack_mend(const SlackSeen& seen, const std::string& otherwise);

class SlackExam {
public:
    explicit SlackExam(const Patient& patient) : patient_(patient), config_(patient.config) {}

    boost::asio::awaitable<Findings> account();
    boost::asio::awaitable<Findings> channels();
    boost::asio::awaitable<Findings> members();
    boost::asio::awaitable<Findings> socket();
    boost::asio::awaitable<Findings> callback();
    boost::asio::awaitable<Findings> message();

private:
    // Members by what is known of them, as the configuration names them.
    struct Roll {
        std::set<std::string> missing;
        std::vector<std::string> gone;
        std::set<std::string> unasked;  // of the missing: the look at them failed
        SlackSeen last;                 // of those

        void take(const nlohmann::json& user);
    };

    // `body`: JSON, or a form for the methods that read.
    boost::asio::awaitable<SlackSeen> call(std::string method, std::string body, std::string token,
                                           Twice twice = Twice::harmless);
    // Each that a method lists, page by page, until `take` says that it is enough.
    boost::asio::awaitable<SlackSeen> list(std::string method, std::string form, std::string of,
                                           std::function<bool(const nlohmann::json&)> take);
    // Channels of the configuration in which the bot is not.
    struct Away {
        std::set<std::string> unseen;  // in no list
        std::vector<std::string> open;
        std::vector<std::string> archived;

        void take(const nlohmann::json& channel);
    };

    void tell_away(const Away& away, const SlackSeen& seen, Findings& found) const;
    void tell_open(const std::vector<std::string>& open, Findings& found) const;
    bool may(std::string_view scope) const;
    boost::asio::awaitable<void> look_up(std::string name, Roll& roll);
    static void tell(const Roll& roll, bool more, Findings& found);

    Patient patient_;
    const Config& config_;
    std::unique_ptr<PatientHttps> https_;
    std::string scopes_;  // of the bot's token, as far as an answer said them
};

}  // namespace qm::app
