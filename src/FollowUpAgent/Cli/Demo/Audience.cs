using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Cli.Demo;

/// <summary>
/// The invented people at their mailboxes: they read what really lies in the mail folder, and answer by HTTP when their time has come.
/// One after the other, so that the same seed gives the same ids.
/// </summary>
internal sealed class Audience(World world, string mailFolder, Doorstep doorstep, SimulatedClock clock) : IInhabitants
{
    // Our short texts have about 60 words with the footer, the long ones 130.
    private const int LongFrom = 90;
    private readonly Dictionary<string, Person> people = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, int> mailsOf = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Planned, (DateTimeOffset At, int Order)> planned = new();
    private int order;

    /// <summary>A person becomes known to the shop.</summary>
    public void Welcome(Person person)
    {
        people.Add(person.Address, person);
        if (world.OwnGoal(person) is { } wait)
        {
            Plan(clock.GetUtcNow() + wait, ResponseKind.Goal, person, null);
        }
    }

    /// <inheritdoc />
    public Task ReadMailsAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(mailFolder))
        {
            foreach (var path in Directory.EnumerateFiles(mailFolder, "*.eml").Where(seen.Add).Order(StringComparer.Ordinal).ToList())
            {
                Receive(ReceivedMail.Read(path));
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task ActUntilAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (planned.TryPeek(out var next, out var key) && key.At <= until)
        {
            planned.Dequeue();
            clock.MoveTo(key.At);
            await ActAsync(next, key.At, cancellationToken);
        }
    }

    /// <summary>How a mail looks to its reader.</summary>
    public static Touch TouchOf(ReceivedMail mail, Person person) => new(
        new Dictionary<string, string>
        {
            ["length"] = mail.Words >= LongFrom ? "long" : "short",
            ["question"] = mail.Subject.Contains('?', StringComparison.Ordinal) ? "yes" : "no",
            ["cta"] = mail.Link is null ? "reply" : "link",
        },
        PartOf(LocalSchedule.LocalTimeOf(mail.Date, person.TimeZone, "Etc/UTC").Hour));

    private static string PartOf(int hour) => hour < 12 ? "morning" : hour < 17 ? "afternoon" : "evening";

    private void Receive(ReceivedMail mail)
    {
        var person = people[mail.To];
        var place = mailsOf.GetValueOrDefault(person.Number);
        mailsOf[person.Number] = place + 1;
        foreach (var response in world.ResponsesTo(person, TouchOf(mail, person), place))
        {
            Plan(mail.Date + response.Delay, response.Kind, person, mail);
        }
    }

    private void Plan(DateTimeOffset at, ResponseKind kind, Person person, ReceivedMail? mail) =>
        planned.Enqueue(new Planned(kind, person, mail), (at, order++));

    private Task ActAsync(Planned action, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var mail = action.Mail;
        return action.Kind switch
        {
            ResponseKind.Open when mail?.Pixel is { } pixel => doorstep.FetchAsync(pixel, cancellationToken),
            ResponseKind.MachineOpen when mail?.Pixel is { } pixel => doorstep.FetchByMachineAsync(pixel, cancellationToken),
            ResponseKind.Click when mail?.Link is { } link && doorstep.IsOurs(link) => doorstep.FetchAsync(link, cancellationToken),
            ResponseKind.ScannerClick when mail?.Link is { } link && doorstep.IsOurs(link) => doorstep.ScanAsync(link, cancellationToken),
            ResponseKind.Unsubscribe => doorstep.UnsubscribeAsync(mail!.Unsubscribe, cancellationToken),
            ResponseKind.Reply => doorstep.HandOnAsync(Answer.OfPerson(action.Person, mail!, at), cancellationToken),
            ResponseKind.Bounce => ReportAsync("bounced", new { messageId = mail!.MessageId, email = action.Person.Address, hard = true }),
            ResponseKind.OutOfOffice => doorstep.HandOnAsync(Answer.OfMachine(action.Person, mail!, at), cancellationToken),
            ResponseKind.Goal => ReportAsync("goal", new { email = action.Person.Address }),
            // Untracked: it happens, and nobody hears of it.
            ResponseKind.Open or ResponseKind.MachineOpen or ResponseKind.Click or ResponseKind.ScannerClick => Task.CompletedTask,
            _ => throw new InvalidOperationException($"No such response: {action.Kind}."),
        };

        Task ReportAsync(string type, object data) => doorstep.ReportAsync(type, at, data, cancellationToken);
    }

    private sealed record Planned(ResponseKind Kind, Person Person, ReceivedMail? Mail);
}
