using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Events.Visits;

/// <summary>
/// Takes in what the script on a page reports. Neither address nor program of the reader is kept with a visit; the token is looked at here, while
/// it is good, and a forged or old one leaves the visit nobody's.
/// </summary>
internal sealed class VisitDoor(VisitTokens tokens, KeyRing keys, TrackingPump tracking, EventsOptions options, IdSource ids, TimeProvider clock)
{
    private readonly byte[] key = keys.For("visitor");

    /// <summary>The key by which a browser is known here, of the number that it keeps.</summary>
    public byte[] KeyOf(string visitor) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(visitor));

    /// <summary>Keeps a report, unless it names nobody or comes from no person; never fails.</summary>
    public async Task TakeAsync(VisitReport said, Reader reader)
    {
        var now = clock.GetUtcNow();
        var kept = new KeptVisit(said.Page, tokens.Read(said.Token, now), said.Visitor is null ? null : KeyOf(said.Visitor), said.Forget);
        var isMachine = reader.IsPrefetch || MachineAgents.Is(reader.UserAgent) || MachineAgents.IsScanner(reader.UserAgent, options.KnownScanners);
        if (!isMachine && (kept.Message is not null || kept.Visitor is not null))
        {
            await tracking.KeepAsync(reader, () => RowOf(kept, now));
        }
    }

    private InboxRow RowOf(KeptVisit kept, DateTimeOffset now)
    {
        var id = ids.New();
        return new InboxRow
        {
            Id = id,
            Endpoint = VisitEndpoints.Endpoint,
            DedupeKey = SHA256.HashData(id.ToByteArray()),
            ReceivedAt = now,
            Body = JsonSerializer.SerializeToUtf8Bytes(kept, JsonEvents.Json),
        };
    }
}
