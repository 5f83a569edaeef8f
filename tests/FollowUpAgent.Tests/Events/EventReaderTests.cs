using System.Text;
using FollowUpAgent.Events;

namespace FollowUpAgent.Tests.Events;

public sealed class EventReaderTests
{
    public static TheoryData<string> Unreadable => [.. HostileBodies.Unreadable];

    public static TheoryData<string> Readable => [.. HostileBodies.Readable];

    [Theory, MemberData(nameof(Unreadable))]
    public void What_is_no_event_is_a_fault_and_never_an_exception(string body)
    {
        var (events, fault) = EventReader.Read(Encoding.UTF8.GetBytes(body));

        Assert.Empty(events);
        Assert.NotNull(fault);
    }

    [Theory, MemberData(nameof(Readable))]
    public void What_is_strange_and_still_an_event_is_read(string body) => Assert.Null(EventReader.Read(Encoding.UTF8.GetBytes(body)).Fault);

    [Fact]
    public void An_element_that_cannot_be_read_does_not_hold_up_the_others()
    {
        var (events, fault) = EventReader.Read("""[{"type":"visited"},{"type":1},{"type":"goal"}]"""u8.ToArray());

        Assert.Equal([(0, "visited"), (2, "goal")], events.Select(e => (e.Position, e.Event.Kind)));
        Assert.StartsWith("event 1:", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_a_fault()
    {
        var (events, fault) = EventReader.Read([.. """{"type":"visi"""u8, 0xFF, 0xFE, .. "\"}"u8]);

        Assert.Empty(events);
        Assert.NotNull(fault);
    }
}
