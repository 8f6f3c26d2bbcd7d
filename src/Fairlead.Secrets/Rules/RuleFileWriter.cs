using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Secrets.Allowing;

namespace Fairlead.Secrets.Rules;

/// <summary>Writes rules as the file that <see cref="RuleFileReader"/> reads.</summary>
public static class RuleFileWriter
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="rules">Of one vendor.</param>
    public static string Write(IReadOnlyList<SecretRule> rules)
    {
        var text = new StringBuilder();
        text.Append("vendor: ").Append(Scalar(rules[0].Vendor)).Append("\nrules:\n");
        foreach (var rule in rules)
            Write(text, rule);
        return text.ToString();
    }

    /// <summary>The file that <see cref="AllowListReader"/> reads.</summary>
    public static string Write(AllowList list)
    {
        var text = new StringBuilder();
        Write(text, [list], "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, SecretRule rule)
    {
        text.Append("  - id: ").Append(rule.Id).Append('\n');
        Put(text, "title", rule.Title);
        Put(text, "severity", rule.Severity.ToString().ToLowerInvariant());
        Write(text, rule.Shape);
        Put(text, "entropy", rule.Entropy.ToString("0.####", CultureInfo.InvariantCulture));
        Put(text, "check", rule.Check);
        Put(text, "onFailure", rule.RejectsFailed ? "reject" : null);
        Put(text, "revoke", rule.Revoke);
        Put(text, "source", rule.Source);
        Put(text, "maturity", rule.IsTrial ? "trial" : null);
        Put(text, "generic", rule.IsGeneric ? "true" : null);
        Put(text, "enabled", rule.IsOnByDefault ? null : "false");
        Put(text, "aliases", rule.Aliases);
        Write(text, rule.Allow, "    ");
        Put(text, "examples", rule.Examples);
        Put(text, "counterexamples", rule.Counterexamples);
    }

    /// <param name="indent">Before the key.</param>
    private static void Write(StringBuilder text, IReadOnlyList<AllowList> allow, string indent)
    {
        if (allow.Count > 0)
            text.Append(indent).Append("allow:\n");
        foreach (var list in allow)
        {
            text.Append(indent).Append("  - name: ").Append(Scalar(list.Name)).Append('\n');
            IReadOnlyList<AllowPattern> all = [.. list.Secret, .. list.Match, .. list.Line, .. list.Path];
            Put(text, indent + "dialect", all.Count > 0 ? all[0].Dialect.ToString().ToLowerInvariant() : null);
            Put(text, indent + "secret", [.. list.Secret.Select(pattern => pattern.Text)]);
            Put(text, indent + "match", [.. list.Match.Select(pattern => pattern.Text)]);
            Put(text, indent + "line", [.. list.Line.Select(pattern => pattern.Text)]);
            Put(text, indent + "path", [.. list.Path.Select(pattern => pattern.Text)]);
            Put(text, indent + "words", list.Words);
            Put(text, indent + "rules", list.Rules);
            Put(text, indent + "all", list.NeedsAll ? "true" : null);
        }
    }

    private static void Write(StringBuilder text, SecretShape shape)
    {
        switch (shape)
        {
            case SecretShape.Token token:
                Put(text, "token", token.Pattern);
                Put(text, "lead", token.Lead);
                break;
            case SecretShape.Value value:
                Put(text, "value", value.Pattern);
                Put(text, "keywords", value.Keywords);
                if (!value.With.SequenceEqual(RuleFileReader.CredentialWords))
                    text.Append("    with: ").Append(List(value.With)).Append('\n');
                Put(text, "operator", value.NeedsOperator ? null : "false");
                Put(text, "letters", value.LettersAllowed ? "true" : null);
                break;
            case SecretShape.Regex { Written: { } written }:
                Put(text, "regex", written.Pattern);
                Put(text, "dialect", written.Dialect.ToString().ToLowerInvariant());
                Put(text, "group", written.Group);
                Put(text, "keywords", written.Nearby);
                foreach (var (key, count) in ((string, int)[])[("minDigits", written.Needs?.Digits ?? 0), ("minUpper", written.Needs?.Upper ?? 0), ("minLower", written.Needs?.Lower ?? 0), ("minSpecial", written.Needs?.Special ?? 0)])
                    Put(text, key, count > 0 ? count.ToString(CultureInfo.InvariantCulture) : null);
                break;
            case SecretShape.Regex regex:
                Put(text, "pattern", regex.Pattern);
                Put(text, "keywords", regex.Keywords);
                Put(text, "window", regex.Window.ToString(CultureInfo.InvariantCulture));
                break;
            case SecretShape.Algorithm algorithm:
                Put(text, "algorithm", algorithm.Name);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void Put(StringBuilder text, string key, string? value)
    {
        if (value is not null)
            text.Append("    ").Append(key).Append(": ").Append(Scalar(value)).Append('\n');
    }

    private static void Put(StringBuilder text, string key, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            text.Append("    ").Append(key).Append(": ").Append(List(values)).Append('\n');
    }

    private static string List(IReadOnlyList<string> values) => $"[{string.Join(", ", values.Select(Scalar))}]";

    /// <summary>In single quotes; what these cannot hold as JSON, which is YAML too.</summary>
    private static string Scalar(string value) =>
        value.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF') ? JsonSerializer.Serialize(value, Plain) : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
