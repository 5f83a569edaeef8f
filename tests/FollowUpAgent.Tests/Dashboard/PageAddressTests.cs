using System.Net;
using FollowUpAgent.Dashboard;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dashboard;

public sealed class PageAddressTests
{
    [Theory]
    [InlineData("/tasks?after=x", HttpStatusCode.BadRequest)]
    [InlineData("/decisions?before=99999999999999999999_x", HttpStatusCode.BadRequest)]
    [InlineData("/decisions?before=9223372036854775807_0190aaaabbbb7ccc8dddeeeeffff0001", HttpStatusCode.BadRequest)]
    [InlineData("/decisions?group=everybody", HttpStatusCode.BadRequest)]
    [InlineData("/decisions?sequence=a&sequence=b", HttpStatusCode.BadRequest)]
    [InlineData("/decisions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001", HttpStatusCode.NotFound)]
    [InlineData("/learning?before=-1", HttpStatusCode.BadRequest)]
    [InlineData("/reports?before=last", HttpStatusCode.BadRequest)]
    [InlineData("/reports/2026-W99", HttpStatusCode.NotFound)]
    [InlineData("/scenarios?name=a&name=b&name=c&name=d&name=e", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_read_or_is_not_there_is_said_in_words(string path, HttpStatusCode expected)
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        await agent.ServeAsync();
        using var visitor = new ApprovalVisitor(agent);

        await visitor.OpenAsync(path);

        Assert.Equal(expected, visitor.Status);
        Assert.NotEmpty(visitor.Page.QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal(PageLink.All.Count, visitor.Page.QuerySelectorAll("nav a").Length);
    }
}
