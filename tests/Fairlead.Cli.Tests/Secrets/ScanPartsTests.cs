using System.Text;
using Fairlead.Cli.Secrets.Scanning;
using Fairlead.Secrets;
using Fairlead.Secrets.Rules;

namespace Fairlead.Cli.Tests.Secrets;

/// <summary>A text that is read in parts comes to the same as one that is read whole.</summary>
public sealed class ScanPartsTests : IDisposable
{
    private static readonly ScanSizes Small = new(Whole: 0, Part: 4_096, Overlap: 1_024);
    private readonly SecretFolder _folder = new();

    private readonly TextScan _scan = new(
        new SecretScanner(new SecretRuleSet(RuleFileReader.Read("own", new StringReader(SecretFolder.OwnRules)))), FindingFilter.None, []);

    public void Dispose()
    {
        _scan.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Each_match_is_told_once_with_its_place(int seed)
    {
        var text = Encoding.UTF8.GetBytes(TextWith(secrets: 400, new Random(seed), lines: seed % 2 == 0));
        var path = _folder.Write("a.txt", text);
        var ct = TestContext.Current.CancellationToken;
        var whole = await new FileScan(_scan, ScanSizes.Default).OfFileAsync(path, "a", ct);
        Assert.Equal(400, whole.Found.Count);
        Assert.Equal(text.Length, whole.Bytes);

        var parts = await new FileScan(_scan, Small).OfFileAsync(path, "a", ct);
        using var stream = new TricklingStream(text, new Random(seed));
        var streamed = await new FileScan(_scan, Small).OfStreamAsync(stream, "a", ct);
        foreach (var outcome in new[] { parts, streamed })
        {
            Assert.Equal(whole.Found.Select(f => f with { Character = null }), outcome.Found.Select(f => f with { Character = null }));
            Assert.Equal((whole.Bytes, 1L), (outcome.Bytes, outcome.Texts));
            Assert.All(whole.Found.Zip(outcome.Found), pair => Assert.True(pair.Second.Character is null || pair.Second.Character == pair.First.Character));
        }
    }

    [Theory]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(4_097)]
    [InlineData(4_096 + 3_072)]
    public async Task A_text_that_ends_with_a_part_ends_there(int length)
    {
        var secret = SecretFolder.Token();
        var text = Encoding.UTF8.GetBytes(new string('.', length - secret.Length) + secret);
        var outcome = await new FileScan(_scan, Small).OfFileAsync(_folder.Write("a.txt", text), "a", TestContext.Current.CancellationToken);
        Assert.Equal(length - secret.Length, Assert.Single(outcome.Found).Start);
        Assert.Equal(length, outcome.Bytes);
    }

    private static string TextWith(int secrets, Random random, bool lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < secrets; i++)
        {
            text.Append(' ').Append(new string(random.Next(2) == 0 ? 'ü' : '.', random.Next(500)));
            if (lines && random.Next(2) == 0)
                text.Append('\n');
            text.Append(' ').Append(SecretFolder.Token(i));
        }

        return text.ToString();
    }

    /// <summary>Gives what a pipe might: some, and not as much as was asked for.</summary>
    private sealed class TricklingStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 700))], cancellationToken);
    }
}
