using System.Runtime.Intrinsics.X86;
using System.Text;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Tests.Lanes;

public sealed class LiteralsTests
{
    private static readonly string[] Words = ["pwd", "://", "password", "curl", "private key", "$2y$", "密码", "secret", "_auth", "{ssha}", "basic "];

    [Fact]
    public void Every_literal_is_found_at_every_place_in_any_case()
    {
        var literals = new Literals(Words);
        foreach (var word in Words)
        {
            var bytes = Encoding.UTF8.GetBytes(word.ToUpperInvariant());
            for (var at = 0; at < 64; at++)
            {
                var text = new byte[192];
                Array.Fill(text, (byte)'.');
                bytes.CopyTo(text, at);
                Assert.Contains(word, Found(literals, text));
            }
        }
    }

    [Fact]
    public void What_is_no_literal_is_not_found()
    {
        var literals = new Literals(Words);

        Assert.Empty(Found(literals, Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Repeat("passvord pw_d :/ / cur1 priv8 key $2x$ sekret", 8)))));
    }

    /// <summary>The ways of processors without AVX-512, and without AVX2, suspect what the first one does and more.</summary>
    [Fact]
    public void Each_processor_suspects_every_literal()
    {
        var literals = new Literals(Words);
        var text = new byte[1_024 + Literals.Reach];
        new Random(11).NextBytes(text);
        for (var i = 0; i < Words.Length; i++)
            Encoding.UTF8.GetBytes(Words[i]).CopyTo(text, 90 * i + 17);
        for (var block = 0; block + 64 + Literals.Reach <= text.Length; block += 64)
        {
            var quarters = literals.Quarters(ref text[block]);
            if (Avx2.IsSupported)
                Assert.Equal(quarters, literals.Halves(ref text[block]));
            if (!Avx512Vbmi.IsSupported)
                continue;

            var exact = literals.Whole(ref text[block]);
            for (var bit = 0; bit < 64; bit++)
                Assert.Equal((exact >> bit & 1) != 0 && literals.IsLikely(text, block + bit), (quarters >> bit & 1) != 0 && literals.IsLikely(text, block + bit));
        }
    }

    private static List<string> Found(Literals literals, byte[] text)
    {
        var found = new List<string>();
        for (var block = 0; block + 64 + Literals.Reach <= text.Length; block += 64)
        {
            var suspicions = literals.Suspicions(ref text[block]);
            for (var bit = 0; bit < 64; bit++)
            {
                if ((suspicions >> bit & 1) == 0 || !literals.IsLikely(text, block + bit))
                    continue;

                var (literal, hasMore) = (-1, true);
                while (hasMore && (literal = literals.At(text, block + bit, literal, out _, out hasMore)) >= 0)
                    found.Add(Words[literal]);
                Assert.Equal(-1, literals.At(text, block + bit, Math.Max(literal, found.Count == 0 ? -1 : Array.IndexOf(Words, found[^1])), out _, out _));
            }
        }

        return found;
    }
}
