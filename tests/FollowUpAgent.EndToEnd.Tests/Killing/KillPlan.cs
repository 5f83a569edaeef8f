using System.Globalization;

namespace FollowUpAgent.EndToEnd.Tests.Killing;

/// <summary>How hard a run is. The environment can make it harder: FOLLOWUP_TEST_SCALE for all at once, KILLTEST_MAILS, KILLTEST_WORKERS, KILLTEST_KILLS, KILLTEST_SECONDS.</summary>
/// <param name="Mails">How many mails are due.</param>
/// <param name="Workers">How many worker processes share them; 1 on SQLite.</param>
/// <param name="Kills">How often one of them is killed, spread over the run.</param>
/// <param name="Longest">When the run is given up.</param>
/// <param name="Pace">How long the mail server takes over a mail.</param>
internal sealed record KillPlan(int Mails, int Workers, int Kills, TimeSpan Longest, TimeSpan Pace)
{
    /// <summary>Connections of each worker: what can be in flight when it is killed.</summary>
    public const int Connections = 4;

    /// <summary>The plan, so many times as long, with what the environment says in particular laid over it.</summary>
    public KillPlan FromEnvironment(int scale) => this with
    {
        Mails = Read("KILLTEST_MAILS", Mails * scale),
        Workers = Workers == 1 ? 1 : Read("KILLTEST_WORKERS", Workers),
        Kills = Read("KILLTEST_KILLS", Kills * scale),
        Longest = TimeSpan.FromSeconds(Read("KILLTEST_SECONDS", (int)Longest.TotalSeconds * scale)),
    };

    private static int Read(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : usual;
}

/// <summary>What a run came to.</summary>
internal sealed record KillReport
{
    /// <summary>Mails that never arrived.</summary>
    public required int Lost { get; init; }

    /// <summary>Arrivals beyond the first of each mail.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Contacts that got mails under more than one Message-ID.</summary>
    public required int OtherIdentities { get; init; }

    /// <summary>Kills that were carried out.</summary>
    public required int Kills { get; init; }

    /// <summary>How much the mailbox counter says was used.</summary>
    public required long Counted { get; init; }

    /// <summary>Attempts that were accepted or may have been.</summary>
    public required long MaybeSent { get; init; }

    /// <summary>Messages put aside although nothing was wrong with them.</summary>
    public required int Quarantined { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Took { get; init; }
}
