// One declaration of a command gives parsing, help, the platform's hints, docs and the same
// action by slash, by mention and by button.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>
#include <quartermaster/reply.hpp>
#include <quartermaster/result.hpp>

#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qm {

// Where it runs, and what it waits for (design.md rule 5).
enum class Lane { index, reads, writes };

enum class ParamKind { word, option, rest, named };  // named: "team:sre-core"

struct Param {
    std::string name;
    ParamKind kind = ParamKind::word;
    std::string help;  // English; shown in help and docs
    bool required = true;
    bool number = false;
    std::vector<std::string> choices;  // empty: anything
    bool quotes = false;               // a rest: words in quotes keep them, as "…"
};

// Parsed words by parameter name; what is absent was not given.
using Given = std::map<std::string, std::string, std::less<>>;

struct Command {
    std::string path;     // "catalog search": the first word is the slash trigger
    std::string summary;  // English, one line, no full stop
    Lane lane = Lane::reads;
    std::vector<Param> params;
    std::vector<std::string> examples;
    std::vector<std::string> words;  // mention forms besides the path: "take", "who is on duty"
    bool by_default = false;         // what its trigger does when no sub-command is named
    bool hidden = false;             // buttons only: not in help
    bool by_message = false;         // its free text may stand in a message, by a member of a team
    std::function<result<Reply>(const Given&, Context&)> run;
};

inline void read_value(const std::string& text, std::string& into) {
    into = text;
}
inline void read_value(const std::string& text, std::optional<std::string>& into) {
    into = text;
}
inline void read_value(const std::string& text, int& into) {  // the parser has checked it
    std::from_chars(text.data(), text.data() + text.size(), into);
}

template <class Args>
class CommandBuilder {
public:
    using Run = result<Reply> (*)(const Args&, Context&);

    CommandBuilder(std::string path, std::string summary) {
        command_.path = std::move(path);
        command_.summary = std::move(summary);
    }
    CommandBuilder& lane(Lane lane) { return command_.lane = lane, *this; }
    CommandBuilder& also(std::vector<std::string> words) {
        return command_.words = std::move(words), *this;
    }
    CommandBuilder& by_default() { return command_.by_default = true, *this; }
    CommandBuilder& by_message() { return command_.by_message = true, *this; }
    CommandBuilder& hidden() { return command_.hidden = true, *this; }
    CommandBuilder& example(std::string line) {
        return command_.examples.push_back(std::move(line)), *this;
    }
    // Words of the last parameter named; the parser refuses others and names the nearest.
    CommandBuilder& choices(std::vector<std::string> words) {
        return command_.params.back().choices = std::move(words), *this;
    }
    CommandBuilder& with_quotes() { return command_.params.back().quotes = true, *this; }
    CommandBuilder& optional() { return command_.params.back().required = false, *this; }
    template <class T>
    CommandBuilder& word(std::string name, T Args::*member, std::string help) {
        return add(std::move(name), member, std::move(help), ParamKind::word, true);
    }
    template <class T>
    CommandBuilder& option(std::string name, T Args::*member, std::string help) {
        return add(std::move(name), member, std::move(help), ParamKind::option, false);
    }
    // "team:sre-core", wherever it stands before the free text.
    template <class T>
    CommandBuilder& named(std::string name, T Args::*member, std::string help) {
        return add(std::move(name), member, std::move(help), ParamKind::named, false);
    }
    template <class T>
    CommandBuilder& rest(std::string name, T Args::*member, std::string help) {
        return add(std::move(name), member, std::move(help), ParamKind::rest, true);
    }
    Command runs(Run run) {
        command_.run = [setters = std::move(setters_), run](const Given& given, Context& context) {
            Args args{};
            for (const auto& [name, text] : given) {
                if (auto found = setters.find(name); found != setters.end())
                    found->second(args, text);
            }
            return run(args, context);
        };
        return std::move(command_);
    }

private:
    template <class T>
    CommandBuilder& add(std::string name, T Args::*member, std::string help, ParamKind kind,
                        bool required) {
        setters_[name] = [member](Args& args, const std::string& text) {
            read_value(text, args.*member);
        };
        command_.params.push_back(
            {std::move(name), kind, std::move(help), required, std::is_same_v<T, int>, {}, false});
        return *this;
    }

    Command command_;
    std::map<std::string, std::function<void(Args&, const std::string&)>, std::less<>> setters_;
};

template <class Args>
CommandBuilder<Args> command(std::string path, std::string summary) {
    return CommandBuilder<Args>(std::move(path), std::move(summary));
}

// Every command of commands/, in the order of their paths. Generated from the file names.
std::vector<Command> all_commands();

}  // namespace qm
