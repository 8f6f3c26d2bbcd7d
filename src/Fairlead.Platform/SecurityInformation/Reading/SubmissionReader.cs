using System.Text.Json;
using Fairlead.Client;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.SecurityInformation.Reading;

/// <summary>Reads the bodies of the Security Information API. What is wrong with the whole request is refused, what is wrong with one vulnerability is that one's failure.</summary>
internal static class SubmissionReader
{
    public const int MaxVulnerabilities = 1_000;
    public const int MaxWorkspaces = 100;
    public const int MaxProperties = 5;

    private const int MaxPropertyValue = 255;

    /// <summary>Messages of one answer; of those that failed after as many the first alone is said.</summary>
    private const int MaxTold = 2_000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = FairleadJson.MaxDepth, AllowDuplicateProperties = false };

    /// <exception cref="ProblemException">The request as a whole is not acceptable.</exception>
    public static VulnerabilitySubmission Vulnerabilities(byte[] body)
    {
        using var document = Parse(body);
        var root = document.RootElement;
        if (root.TryGetProperty("operationType", out var operation))
            Demand("operationType", FieldChecks.OneOf(operation, "NORMAL", "SCAN", "BACKFILL"));
        if (root.TryGetProperty("providerMetadata", out var metadata))
            Demand("providerMetadata", metadata.ValueKind == JsonValueKind.Object ? null : "must be an object");
        if (metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("product", out var product))
            Demand("providerMetadata.product", product.ValueKind == JsonValueKind.String ? null : "must be a string");
        var properties = root.TryGetProperty("properties", out var sent) ? Properties(sent) : [];

        Demand("vulnerabilities", root.TryGetProperty("vulnerabilities", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.GetArrayLength() is >= 1 and <= MaxVulnerabilities ? null : $"must have 1 to {MaxVulnerabilities} items, has {list.GetArrayLength()}"
            : $"must be a list of 1 to {MaxVulnerabilities} items");
        return Read(list, properties);
    }

    /// <exception cref="ProblemException">The request is not acceptable.</exception>
    public static IReadOnlyList<string> Workspaces(byte[] body)
    {
        using var document = Parse(body);
        Demand("workspaceIds", document.RootElement.TryGetProperty("workspaceIds", out var list) && list.ValueKind == JsonValueKind.Array
            && list.GetArrayLength() is >= 1 and <= MaxWorkspaces ? null : $"must be a list of 1 to {MaxWorkspaces} ids");
        var ids = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            Demand($"workspaceIds[{ids.Count}]", item.ValueKind == JsonValueKind.String ? FieldChecks.Addressable(item.GetString()!) : null);
            // GitHub for Jira sends numbers here, and Jira takes them.
            var id = item.ValueKind == JsonValueKind.Number ? item.GetRawText() : item.ValueKind == JsonValueKind.String ? item.GetString()! : "";
            Demand($"workspaceIds[{ids.Count}]", id.Length <= FieldChecks.MaxId && FieldChecks.IsPathId(id)
                ? null
                : $"must have at most {FieldChecks.MaxId} characters: letters, digits and - _ . ~ @ : {{ }} =, in parts with one slash between them");
            ids.Add(id);
        }

        return ids;
    }

    private static VulnerabilitySubmission Read(JsonElement list, Dictionary<string, string> properties)
    {
        var reader = new VulnerabilityReader();
        var valid = new List<SubmittedVulnerability>(list.GetArrayLength());
        var failed = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var unknown = new List<string>();
        var (index, told) = (0, 0);
        foreach (var item in list.EnumerateArray())
        {
            var name = NameOf(item) ?? throw Refused($"vulnerabilities[{index}]", "must be an object with an id");
            if (reader.Read(item) is { } vulnerability)
                valid.Add(vulnerability);
            else
                Fail(name, reader.Errors);
            unknown.AddRange(reader.UnknownAssociations);
            index++;
        }

        // An id is accepted or has failed, never both: of several by one id all are stored or none.
        foreach (var name in valid.Select(v => v.Id).Where(failed.ContainsKey).ToHashSet(StringComparer.Ordinal))
            failed[name] = [.. failed[name], "Another one of this id in the request is valid; of one id all are stored or none."];
        valid.RemoveAll(v => failed.ContainsKey(v.Id));
        return new VulnerabilitySubmission(properties, valid, failed, [.. unknown.Distinct(StringComparer.Ordinal)]);

        void Fail(string name, IReadOnlyList<string> errors)
        {
            var before = failed.GetValueOrDefault(name, []);
            var most = before.Count + Math.Max(before.Count == 0 ? 1 : 0, MaxTold - told);
            failed[name] = [.. before.Concat(errors).Distinct().Take(Math.Min(VulnerabilityReader.MaxErrors, most))];
            told += failed[name].Count - before.Count;
        }
    }

    /// <summary>By which the answer tells a failure.</summary>
    private static string? NameOf(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("id", out var id))
            return null;
        return id.ValueKind switch
        {
            JsonValueKind.String => id.GetString(),
            JsonValueKind.Number => id.GetRawText(),
            _ => null,
        };
    }

    private static Dictionary<string, string> Properties(JsonElement sent)
    {
        Demand("properties", sent.ValueKind == JsonValueKind.Object ? null : "must be an object");
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in sent.EnumerateObject())
        {
            var place = $"properties.{Problem.Quote(member.Name)}";
            Demand(place, IsPropertyName(member.Name)
                ? null
                : member.Name.Length > FieldChecks.MaxId
                    ? $"a name must have at most {FieldChecks.MaxId} characters, has {member.Name.Length}"
                    : "a name must not be empty or jwt, must not contain ':' or control characters, nor begin with '_'");
            Demand(place, FieldChecks.Text(member.Value, MaxPropertyValue));
            Demand(place, member.Value.GetString()!.Any(char.IsControl) ? "must have no control characters" : null);
            properties.Add(member.Name, member.Value.GetString()!);
        }

        Demand("properties", properties.Count > MaxProperties ? $"must have at most {MaxProperties} members, has {properties.Count}" : null);
        return properties;
    }

    /// <summary>Whether a vulnerability can have such a property: one by which it could be deleted. As jwt a query names a token, in whatever case.</summary>
    public static bool IsPropertyName(string name) =>
        name.Length is > 0 and <= FieldChecks.MaxId && name[0] != '_' && !name.Equals("jwt", StringComparison.OrdinalIgnoreCase) && !name.Contains(':', StringComparison.Ordinal) && !name.Any(char.IsControl);

    private static JsonDocument Parse(byte[] body)
    {
        JsonSyntax.Check(body);
        try
        {
            return JsonDocument.Parse(body, Options);
        }
        catch (JsonException)
        {
            throw new ProblemException(new Problem(ProblemKind.DuplicateProperty, "A member occurs twice in one object."));
        }
    }

    private static void Demand(string place, string? error)
    {
        if (error is not null)
            throw Refused(place, error);
    }

    private static ProblemException Refused(string place, string error) => new(new Problem(ProblemKind.MalformedRequest, $"{place}: {error}."));
}
