using System.Text.Json;
using System.Text.Json.Serialization;

namespace FollowUpAgent.LostLeads;

/// <summary>What a lead did, for people: kept with its score, put into words where somebody reads it.</summary>
internal sealed record LeadFacts
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>Answers.</summary>
    public int Replies { get; init; }

    /// <summary>Mails in which a link was clicked.</summary>
    public int Clicks { get; init; }

    /// <summary>Visits.</summary>
    public int Visits { get; init; }

    /// <summary>Visits to pages about prices.</summary>
    public int Pricing { get; init; }

    /// <summary>Goals and other own events.</summary>
    public int Customs { get; init; }

    /// <summary>On how many days.</summary>
    public int Days { get; init; }

    /// <summary>When last, in microseconds.</summary>
    public long Last { get; init; }

    /// <summary>When the prices were last looked at; 0 for never.</summary>
    public long LastPricing { get; init; }

    /// <summary>Whether the contact came back after two silent months, within the last thirty days.</summary>
    public bool CameBack { get; init; }

    /// <summary>How many of the same company were active of late.</summary>
    public long Colleagues { get; init; }

    /// <summary>How often it was tried before.</summary>
    public int Tries { get; init; }

    /// <summary>Whether a phone number is known.</summary>
    public bool HasPhone { get; init; }

    /// <summary>The text for the row.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static LeadFacts Parse(string text) => JsonSerializer.Deserialize<LeadFacts>(text, Json) ?? new LeadFacts();
}
