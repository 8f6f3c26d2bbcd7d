using System.IO.Pipelines;
using System.Text;
using Fairlead.Platform.Alerts.Reading;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tests.Alerts;

public sealed class AlertItemsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"a":1}""", 1)]
    [InlineData("[]", 0)]
    [InlineData("""  [ {"a":1} , {"a":[1,2]},3 ]  """, 3)]
    [InlineData("{\"a\":1}\n{\"a\":2}\r\n\r\n{\"a\":3}", 3)]
    [InlineData("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n", 2)]
    [InlineData("""{"a":1}{"a":2} {"a":3}""", 3)]
    public async Task One_a_list_and_one_after_the_other_are_taken_apart(string body, int items)
    {
        foreach (var step in new[] { 1, 7, 4096 })
            Assert.Equal(items, (await ReadAsync(body, step)).Count(i => i.Refusal is null));
    }

    [Fact]
    public async Task A_broken_line_costs_only_itself()
    {
        var items = await ReadAsync("{\"a\":1}\n{\"a\":}\nnonsense\n{\"a\":2}\n{\"cut\":", 3);

        Assert.Equal([(0, 1, true), (1, 2, false), (2, 3, false), (3, 4, true), (4, 5, false)], items.Select(i => ((int)i.Index, (int)i.Line, i.Refusal is null)));
        Assert.Contains("cut", items[4].Refusal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \n ", "empty")]
    [InlineData("\uFEFF[{\"a\":1},\n{\"a\":2}]", "byte order mark")]
    [InlineData("\uFEFF{\"a\":1}\n{\"a\":2}", "byte order mark")]
    [InlineData("""[{"a":1},""", "cut at item 1")]
    [InlineData("""[{"a":1}""", "cut at item 1")]
    [InlineData("[{\"a\":1},\n{\"a\":nope}]", "not JSON at item 1 (line 2)")]
    [InlineData("""[{"a":1} {"a":2}]""", "not JSON at item 1")]
    [InlineData("""[{"a":1}] {"a":2}""", "not JSON")]
    public async Task A_broken_list_is_refused_as_a_whole(string body, string why) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(body, 4096))).Problem.Detail);

    [Theory]
    [InlineData(100)]
    [InlineData(50_000)]
    public async Task What_is_too_deep_costs_only_itself(int depth)
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        foreach (var body in new[] { $"{deep}\n{{\"b\":1}}", $"[{deep},{{\"b\":1}}]" })
        {
            if (deep.Length > AlertItems.MaxItemBytes && body[0] == '[')
                continue;
            var items = await ReadAsync(body, 4096);
            Assert.NotNull(items[0].Refusal);
            Assert.Null(items[^1].Refusal);
        }
    }

    /// <summary>Every line opens what no line closes: none is followed to the end of all.</summary>
    [Fact]
    public async Task Lines_that_only_open_cost_themselves()
    {
        var items = await ReadAsync(string.Concat(Enumerable.Repeat("{\"a\":\n", 200_000)), 60_000);
        Assert.Equal(200_000, items.Count);
        Assert.All(items, i => Assert.NotNull(i.Refusal));

        var refused = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync("[" + string.Concat(Enumerable.Repeat("{\"a\":\n", 200_000)), 60_000));
        Assert.Equal(ProblemKind.JsonTooDeep, refused.Problem.Kind);
    }

    [Fact]
    public async Task What_is_too_large_costs_its_line_or_its_list()
    {
        var large = $$"""{"a":"{{new string('x', AlertItems.MaxItemBytes)}}"}""";
        var items = await ReadAsync($"{large}\n{{\"b\":1}}", 60_000);
        Assert.Contains("at most", items[0].Refusal);
        Assert.Null(items[1].Refusal);

        var refused = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync($"[{large}]", 60_000));
        Assert.Equal(ProblemKind.ContentTooLarge, refused.Problem.Kind);
    }

    /// <summary>As a network cuts it: what is whole is there at once, not only when the next line comes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(180)]
    [InlineData(204)]
    public async Task A_line_that_comes_in_two_parts_waits_for_no_other(int cut)
    {
        var line = Encoding.UTF8.GetBytes($$"""{"a":"{{new string('x', 190)}}","b":[1,{}]}""" + "\n");
        var pipe = new Pipe();
        await using var items = new AlertItems(pipe.Reader.AsStream()).ReadAsync(Ct).GetAsyncEnumerator(Ct);
        await pipe.Writer.WriteAsync(line.AsMemory(0, cut), Ct);
        var next = items.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        await pipe.Writer.WriteAsync(line.AsMemory(cut), Ct);

        Assert.True(await next);
        Assert.Equal(line.Length - 1, items.Current.Json.Length);
        await pipe.Writer.CompleteAsync();
        Assert.False(await items.MoveNextAsync());
    }

    private static async Task<List<AlertItem>> ReadAsync(string body, int step)
    {
        var items = new List<AlertItem>();
        await foreach (var item in new AlertItems(new SlowStream(Encoding.UTF8.GetBytes(body), step)).ReadAsync(Ct))
            items.Add(item with { Json = item.Json.ToArray() });
        return items;
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class SlowStream(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
