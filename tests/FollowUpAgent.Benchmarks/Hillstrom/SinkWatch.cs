using System.Text;
using FollowUpAgent.Benchmarks.Ground;

namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>Reads what smtp-sink appends to its dump while it does, and enters each mail into the ledger. The sink outlives every worker.</summary>
internal sealed class SinkWatch : IAsyncDisposable
{
    private const string Recipient = "X-Rcpt-Args:";
    private const string MessageId = "Message-ID:";
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource stop = new();
    private readonly SinkDump dump;
    private readonly MailLedger ledger;
    private readonly StringBuilder line = new();
    private readonly Task loop;
    private string recipient = "";

    /// <summary>Begins to read.</summary>
    public SinkWatch(SinkDump dump, MailLedger ledger)
    {
        (this.dump, this.ledger) = (dump, ledger);
        loop = Task.Run(RunAsync);
    }

    /// <summary>Reads what is left and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
    }

    private async Task RunAsync()
    {
        // The sink makes the file with its first mail.
        while (!File.Exists(dump.File) && !stop.IsCancellationRequested)
        {
            await Task.Delay(Rest);
        }

        await using var file = new FileStream(dump.File, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.Latin1);
        var buffer = new char[64 * 1024];
        while (true)
        {
            var wasAsked = stop.IsCancellationRequested;
            if (await reader.ReadAsync(buffer) is var read and > 0)
            {
                Take(buffer.AsSpan(0, read));
            }
            else if (wasAsked)
            {
                return;
            }
            else
            {
                await Task.Delay(Rest);
            }
        }
    }

    private void Take(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (letter != '\n')
            {
                line.Append(letter);
                continue;
            }

            Understand(line.ToString());
            line.Clear();
        }
    }

    private void Understand(string text)
    {
        if (text.StartsWith(Recipient, StringComparison.Ordinal))
        {
            recipient = text.Split('<', '>')[1];
        }
        else if (text.StartsWith(MessageId, StringComparison.OrdinalIgnoreCase))
        {
            ledger.Write(text[MessageId.Length..].Trim().Trim('<', '>'), recipient);
        }
    }
}
