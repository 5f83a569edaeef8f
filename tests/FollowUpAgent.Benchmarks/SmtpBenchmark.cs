using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Benchmarks;

/// <summary>Our mailer and nodemailer's pool take turns on the same relay (Postfix's smtp-sink), with as many connections and the same mail.</summary>
internal sealed class SmtpBenchmark(Figures figures)
{
    private const int Turns = 5;

    /// <summary>Measures with 1, 4 and 8 connections.</summary>
    public async Task RunAsync(int mails, CancellationToken cancellationToken)
    {
        var node = Path.Combine(Machine.Repository(), "tests", "node");
        if (!Directory.Exists(Path.Combine(node, "node_modules", "nodemailer")))
        {
            throw new CannotRunException("nodemailer is not installed: run .ci/install-node-packages.");
        }

        await using var relay = await SmtpSink.StartAsync(cancellationToken);
        foreach (var connections in (int[])[1, 4, 8])
        {
            await MeasureAsync(Path.Combine(node, "nodemailer-pool.mjs"), relay.Port, connections, mails, cancellationToken);
        }
    }

    private async Task MeasureAsync(string script, int port, int connections, int mails, CancellationToken cancellationToken)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < Turns; turn++)
        {
            theirs.Add(await SendWithNodemailerAsync(script, port, connections, mails, cancellationToken));
            ours.Add(await SendWithOursAsync(port, connections, mails, cancellationToken));
        }

        figures.Add($"{connections} connections: ours", Machine.Median(ours), "mails/s");
        figures.Add($"{connections} connections: nodemailer", Machine.Median(theirs), "mails/s");
        figures.Add($"{connections} connections: ratio, median of {Turns} turns", Machine.Median(ours.Zip(theirs, (o, t) => o / t)), "", Target.AtLeast(1));
    }

    private static async Task<double> SendWithOursAsync(int port, int connections, int mails, CancellationToken cancellationToken)
    {
        await using var mailer = new SmtpMailer(
            new SmtpOptions { Host = "127.0.0.1", Port = port, Security = SmtpSecurity.None, Connections = connections, MailsPerConnection = 100_000 },
            TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(i => SendAsync(mailer, MailOf($"warm-{i}"), cancellationToken)));
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, mails),
            new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellationToken },
            async (i, stop) => await SendAsync(mailer, MailOf($"{i}"), stop));
        return mails / watch.Elapsed.TotalSeconds;
    }

    // As the delivery pump does it: a line from the pool for each mail.
    private static async Task SendAsync(SmtpMailer mailer, OutgoingMail mail, CancellationToken cancellationToken)
    {
        await using var session = await mailer.OpenAsync(cancellationToken);
        if (await session.SendAsync(mail, cancellationToken) is not SendOutcome.Accepted)
        {
            throw new InvalidOperationException("The relay did not take a mail.");
        }
    }

    private static async Task<double> SendWithNodemailerAsync(string script, int port, int connections, int mails, CancellationToken cancellationToken)
    {
        string[] arguments = [script, "127.0.0.1", Text(port), Text(connections), Text(mails)];
        var output = await StartedProgram.RunAsync("node", arguments, cancellationToken);
        return JsonDocument.Parse(output).RootElement.GetProperty("perSecond").GetDouble();
    }

    // The same mail as in nodemailer-pool.mjs.
    private static OutgoingMail MailOf(string id)
    {
        var text = string.Join('\n', Enumerable.Range(0, 22).Select(i => $"This line is as long as a line of a mail usually is, and has a number: {i}"));
        return new OutgoingMail
        {
            MessageId = $"m.{id}@mail.example",
            Date = TimeProvider.System.GetUtcNow(),
            EnvelopeFrom = "ann@mail.example",
            From = new Mailbox("Ann Example", "ann@mail.example"),
            To = new Mailbox("Bob Example", "bob@inbox.example"),
            Subject = "A short question",
            Text = text,
            Html = $"<p>{text}</p>",
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
