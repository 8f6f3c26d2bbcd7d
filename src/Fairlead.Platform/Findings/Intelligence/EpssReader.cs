using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Fairlead.Platform.Findings.Intelligence;

/// <summary>
/// FIRST's scores as CSV: <c>#model_version:v2025.03.14,score_date:2025-06-01T12:55:00Z</c>, then <c>cve,epss,percentile</c>, then a line
/// for each CVE.
/// </summary>
internal static class EpssReader
{
    private const string Header = "cve,epss,percentile";
    private const int MaxVersion = 100;
    private const int MaxCve = 20;

    /// <exception cref="IntelligenceFileException">A line is not in order.</exception>
    public static IntelligenceFile.Epss Read(ReadOnlySpan<byte> text)
    {
        var rest = text;
        var (version, datedAt) = About(Text(Next(ref rest, 1)));
        if (Text(Next(ref rest, 2)) != Header)
            throw new IntelligenceFileException($"This line must be \"{Header}\".", 2);
        var scores = new List<EpssScore>();
        var seen = new HashSet<long>();
        for (var line = 3; !rest.IsEmpty; line++)
        {
            var score = Score(Next(ref rest, line), line);
            if (!seen.Add(score.Cve))
                throw new IntelligenceFileException($"{CveNumber.ToText(score.Cve)} has a score already.", line);
            if (scores.Count == IntelligenceFile.MaxEntries)
                throw new IntelligenceFileException($"There are more than {IntelligenceFile.MaxEntries:N0} scores.", line);
            scores.Add(score);
        }

        return scores.Count > 0 ? new(version, datedAt, scores) : throw new IntelligenceFileException("There are no scores.", 3);
    }

    private static (string Version, DateTimeOffset DatedAt) About(string line)
    {
        var parts = line.Split(',');
        if (parts.Length == 2 && parts[0].Split(':', 2) is ["#model_version", { Length: > 0 and <= MaxVersion } version]
            && parts[1].Split(':', 2) is ["score_date", var date]
            && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var datedAt))
        {
            return (version, datedAt);
        }

        throw new IntelligenceFileException("This line must tell the model and the day: \"#model_version:…,score_date:…\". Take the file as FIRST publishes it.", 1);
    }

    private static EpssScore Score(ReadOnlySpan<byte> line, int number)
    {
        var first = line.IndexOf((byte)',');
        var second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)',') + first + 1;
        if (first < 0 || second == first || line[(second + 1)..].Contains((byte)','))
            throw new IntelligenceFileException("A line has three columns: CVE, score and percentile.", number);
        Span<char> name = stackalloc char[MaxCve];
        if (first > MaxCve || !CveNumber.TryParse(name[..Encoding.Latin1.GetChars(line[..first], name)], out var cve))
            throw new IntelligenceFileException("The first column is no CVE id.", number);
        return new(cve, Part(line[(first + 1)..second], "score", number), Part(line[(second + 1)..], "percentile", number));
    }

    private static double Part(ReadOnlySpan<byte> text, string what, int line) =>
        Utf8Parser.TryParse(text, out double value, out var read) && read == text.Length && value is >= 0 and <= 1
            ? value
            : throw new IntelligenceFileException($"The {what} is no number from 0 to 1.", line);

    /// <summary>A line without its end, which must be there: a file that was cut would lose digits.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest, int number)
    {
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
            throw new IntelligenceFileException("The file ends in the middle of this line. Download it again.", number);
        var line = rest[..end].TrimEnd((byte)'\r');
        rest = rest[(end + 1)..];
        return line;
    }

    private static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line);
}
