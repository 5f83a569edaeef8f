using System.CommandLine;
using FollowUpAgent.Contacts;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;

namespace FollowUpAgent.Cli;

/// <summary><c>followup explain</c>: why a contact got what it got, from the ledger.</summary>
internal static class ExplainVerb
{
    private const string What = "A contact's address or id, a message's id, Message-ID (its left half will do) or .eml file, or a decision's id";

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var what = new Argument<string>("what") { Description = $"{What}." };
        var limit = new Option<int>("--limit")
        {
            Description = "How many decisions about a contact, the newest. Default: 20.",
            HelpName = "count",
            DefaultValueFactory = _ => 20,
        };
        var language = new Option<string>("--language") { Description = "The language of reasons, rules and answers. Default: en.", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong([.. Texts.Languages]);
        var json = Output.JsonOption();
        return new Verb(
            "explain",
            "Say why: what was chosen, what else could have been done and with which probability, which rules took part, what was expected, what spoke for it against the next best and what would have changed it, and what people said to it.",
            "followup explain ada.brown@example.com --data my-agent",
            "followup explain '<m.ajk2xvcyp5pqphsxkvgw6z3tkq@example.com>' --json --data my-agent")
        {
            what, limit, language, json,
        }.Does(async (parse, cancellationToken) =>
        {
            var (asked, most) = (parse.GetValue(what)!, parse.GetValue(limit));
            if (most < 1)
            {
                throw new VerbException($"--limit is {most}: expected 1 or more.", ExitCode.WrongUsage);
            }

            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var search = new ExplainSearch(opened.Get<AddressKeys>(), opened.Get<ExplanationReader>(), most);
            var subject = await opened.ReadAsync(s => search.FindAsync(s, asked), cancellationToken)
                ?? throw new VerbException($"Nothing is known as '{asked}'. Expected: {What}.");
            if (parse.GetValue(json))
            {
                output.WriteJson(new { contact = subject.Contact, subject.Enrollments, subject.DecisionsInAll, decisions = subject.Decisions });
            }
            else
            {
                ExplanationText.Write(output, subject, parse.GetValue(language)!);
            }

            return ExitCode.Done;
        });
    }
}

/// <summary>What is explained.</summary>
/// <param name="Contact">The contact, or null once erased.</param>
/// <param name="Enrollments">Where the contact stands; empty where a single decision was asked for.</param>
/// <param name="Decisions">The newest decisions, oldest first.</param>
/// <param name="DecisionsInAll">How many there are, with those that were left out.</param>
internal sealed record ExplainedSubject(
    ContactId? Contact, IReadOnlyList<ExplainedEnrollment> Enrollments, IReadOnlyList<Explanation> Decisions, long DecisionsInAll);

/// <summary>Where a contact stands in a sequence.</summary>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Entry">The how-manieth time.</param>
/// <param name="Group">The contact's group.</param>
/// <param name="State">Waiting, decided, sending, paused or ended.</param>
/// <param name="ExitReason">Why it ended, or null.</param>
/// <param name="Step">The step it stands at.</param>
/// <param name="DueAt">When it is next looked at.</param>
internal sealed record ExplainedEnrollment(
    string Sequence, int Entry, string Group, string State, string? ExitReason, string Step, DateTimeOffset? DueAt);
