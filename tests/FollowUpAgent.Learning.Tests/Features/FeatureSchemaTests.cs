using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Tests.Features;

public sealed class FeatureSchemaTests
{
    [Fact]
    public void The_same_rows_in_any_order_give_the_same_bytes()
    {
        var (forth, back) = (new TrainingLog(1), new TrainingLog(1));
        var rows = Enumerable.Range(0, 300)
            .Select(i => (Context: $$"""{"size":{{i % 7}},"language":"{{(i % 3 == 0 ? "nl" : "en")}}"}""", Version: i % 2 == 0 ? SampleLog.Plain : SampleLog.Asking, At: i))
            .ToList();
        foreach (var row in rows)
        {
            Add(forth, row.Context, row.Version, row.At);
        }

        foreach (var row in rows.AsEnumerable().Reverse())
        {
            Add(back, row.Context, row.Version, row.At);
        }

        Assert.Equal(forth.SchemaOf().ToText(), back.SchemaOf().ToText());
        Assert.Equal(forth.SchemaOf().ToText(), FeatureSchema.Parse(forth.SchemaOf().ToText()).ToText());
    }

    [Fact]
    public void Rare_levels_stand_together_and_unknown_ones_with_them()
    {
        var schema = new SampleLog()
            .Add(SampleLog.Plain, 60, 1, context: """{"country":"NL"}""")
            .Add(SampleLog.Plain, 50, 1, context: """{"country":"BE"}""")
            .Add(SampleLog.Plain, 15, 1, context: """{"country":"FR"}""")
            .Add(SampleLog.Plain, 10, 1, context: """{"country":"LU"}""")
            .Log.SchemaOf();

        Assert.Equal(["country=*", "country=BE", "country=NL"], schema.Columns.Select(c => c.Name));
        Assert.Equal([0, 0, 1], Read(schema, """{"country":"NL"}"""));
        Assert.Equal([1, 0, 0], Read(schema, """{"country":"LU"}"""));
        Assert.Equal([1, 0, 0], Read(schema, """{"country":"US"}"""));
        Assert.Equal([0, 0, 0], Read(schema, "{}"));
    }

    [Fact]
    public void Numbers_are_standardised_and_bounded()
    {
        var log = new SampleLog();
        for (var i = 0; i < 100; i++)
        {
            log.Add(SampleLog.Plain, 1, 0, context: $$"""{"size":"{{i}}"}""");
        }

        var schema = log.Log.SchemaOf();

        Assert.Equal([0], Read(schema, """{"size":49.5}"""));
        Assert.Equal(1.0, Read(schema, """{"size":78.4}""")[0], 1e-9);
        Assert.Equal([3], Read(schema, """{"size":1e9}"""));
        Assert.Equal([0], Read(schema, """{"size":"large"}"""));
    }

    [Fact]
    public void A_number_beyond_all_measure_costs_its_column_and_not_the_fit()
    {
        var log = new SampleLog().Add(SampleLog.Plain, 1, 0, context: """{"size":"1e308","age":41}""");
        for (var i = 0; i < 100; i++)
        {
            log.Add(SampleLog.Plain, 1, i % 20 == 0 ? 1 : 0, context: $$"""{"size":{{i}},"age":{{i % 50}}}""");
        }

        Assert.Equal(["age"], log.Log.SchemaOf().Columns.Select(c => c.Name));
        Assert.IsType<FollowUpAgent.Learning.Outcomes.FitResult.Fitted>(FollowUpAgent.Learning.Outcomes.HierarchicalLogistic.Instance.Fit(log.Set()));
    }

    [Fact]
    public void A_context_never_has_more_than_thirty_columns_nor_one_that_says_nothing()
    {
        var log = new SampleLog();
        for (var i = 0; i < 400; i++)
        {
            var fields = string.Join(",", Enumerable.Range(0, 20).Select(f => $"\"f{f}\":\"{(char)('a' + ((i + f) % 5))}\""));
            log.Add(SampleLog.Plain, 1, 0, context: $"{{\"same\":\"x\",{fields}}}");
        }

        var schema = log.Log.SchemaOf();

        Assert.Equal(30, schema.Columns.Count);
        Assert.DoesNotContain(schema.Columns, c => c.Key == "same");
    }

    [Fact]
    public void A_product_is_a_feature_once_it_was_met_often_enough_or_can_inherit()
    {
        var schema = new SampleLog()
            .Add(SampleLog.Plain, 20, 1, "d0-morning")
            .Add(SampleLog.Plain, 19, 1, "d0-evening")
            .Add(SampleLog.Version("plain@2"), 3, 0, "d0-morning")
            .Log.SchemaOf();

        var products = Enumerable.Range(schema.Levels.Count, schema.Pairs.Count).Select(schema.NameOf);
        Assert.Equal(["Variant hello/first/plain@1 × Slot d0-morning", "Variant hello/first/plain@2 × Slot d0-morning"], products);
    }

    [Fact]
    public void A_schema_never_grows_past_its_bound()
    {
        var log = new SampleLog();
        for (var v = 0; v < 300; v++)
        {
            for (var c = 0; c < 12; c++)
            {
                log.Add(SampleLog.Version($"v{v % 8}@{v}", ("tone", $"t{v % 60}")), 1, 0, $"d{v % 4}-p{c % 5}", $$"""{"level":"l{{c}}"}""");
            }
        }

        var schema = log.Log.SchemaOf();

        Assert.InRange(schema.Count, 200, 512);
        Assert.Contains(schema.Levels, l => l.Label == "hello/first/v3@299");
        Assert.DoesNotContain(schema.Levels, l => l.Label == "hello/first/v0@0");
    }

    [Fact]
    public void A_version_knows_the_one_before_it()
    {
        var schema = new SampleLog().Add(SampleLog.Version("a@1"), 5, 0).Add(SampleLog.Version("b@1"), 5, 0).Add(SampleLog.Version("a@2"), 5, 0).Log.SchemaOf();

        var levels = schema.Levels.Where(l => l.Block is FeatureBlock.Variant).ToList();

        Assert.Equal([null, null, "hello/first/a@1"], levels.Select(l => l.Predecessor < 0 ? null : schema.Levels[l.Predecessor].Label));
    }

    private static double[] Read(FeatureSchema schema, string context) => schema.Read(SampleLog.Situation(context).Context);

    private static void Add(TrainingLog log, string context, Variant variant, long at) =>
        log.Add(SampleLog.Situation(context), new Deed("d0-morning", variant), at, true, [new Observation(1, false, true)]);
}
