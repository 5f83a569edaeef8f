using System.CommandLine;
using FollowUpAgent.Contacts;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Cli;

/// <summary><c>followup erase</c>: removes a person from every room (GDPR Art. 17).</summary>
internal static class EraseVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var address = new Argument<string>("address") { Description = "The person's address." };
        var yes = new Option<bool>("--yes") { Description = "You mean it: this cannot be undone." };
        var keepMailable = new Option<bool>("--keep-mailable") { Description = "Let the address be imported and mailed again. Default: it stays suppressed, known by a keyed hash only." };
        var by = new ByOption(Deed.Erase, isRequired: false);
        var json = Output.JsonOption();
        return new Verb(
            "erase",
            "Remove a person: contact, messages, mail files, events. What the statistics need stays without the person.",
            "followup erase ada.brown@example.com --by anna --yes --data my-agent")
        {
            address, yes, keepMailable, by.Option, json,
        }.Does(async (parse, cancellationToken) =>
        {
            if (!parse.GetValue(yes))
            {
                throw new VerbException("Erasing cannot be undone. Look with 'followup export' first, then say --yes.", ExitCode.WrongUsage);
            }

            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var name = by.Read(parse, opened);
            var receipt = await output.ShowProgressAsync("Erasing", _ => opened.Get<PersonalData>().EraseAsync(
                parse.GetValue(address)!, name, parse.GetValue(keepMailable), cancellationToken));
            Write(output, receipt, parse.GetValue(json));
            return receipt.Outcome is ErasureOutcome.Erased or ErasureOutcome.ErasedBefore && receipt.FilesLeft == 0 ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static void Write(Output output, ErasureReceipt receipt, bool json)
    {
        if (json)
        {
            output.WriteJson(receipt);
            return;
        }

        output.Line(InWords(receipt));
        output.Table([.. receipt.Counts.Where(c => c.Value > 0).Select(c => new[] { $"{c.Value}", $"rows of {c.Key}" })], indent: 2);
        output.Table(receipt.FilesDeleted > 0 ? [[$"{receipt.FilesDeleted}", "files deleted"]] : [], indent: 2);
        output.Table(receipt.FilesLeft > 0 ? [[$"{receipt.FilesLeft}", "files could not be deleted; run it again"]] : [], indent: 2);
        foreach (var remains in receipt.Remains)
        {
            output.Line($"  Still to do: {remains}");
        }
    }

    private static string InWords(ErasureReceipt receipt) => receipt.Outcome switch
    {
        ErasureOutcome.Erased => $"Erased. Receipt {receipt.Id}. {(receipt.IsSuppressed ? "The address stays suppressed." : "The address may be imported again.")}",
        ErasureOutcome.ErasedBefore => "Erased before: nothing was left to remove.",
        ErasureOutcome.NotKnown => "Nobody is known by this address: nothing was changed.",
        ErasureOutcome.NotAnAddress => "This is not one plain mail address: nothing was looked up.",
        _ => throw new ArgumentOutOfRangeException(nameof(receipt), receipt.Outcome, "No such outcome."),
    };
}
