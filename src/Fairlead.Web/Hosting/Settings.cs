using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Access;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Rules;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.Tickets;
using Microsoft.Extensions.Options;

namespace Fairlead.Web.Hosting;

/// <summary>Which settings there are, and what is said of one that cannot work or that there is not.</summary>
internal static partial class Settings
{
    public const string VariablePrefix = "FAIRLEAD_";

    private static readonly (string Section, Type Options)[] Sections =
    [
        (AccessOptions.Section, typeof(AccessOptions)),
        (ConnectionOptions.Section, typeof(ConnectionOptions)),
        (FindingsOptions.Section, typeof(FindingsOptions)),
        (SyncOptions.Section, typeof(SyncOptions)),
        (AlertsOptions.Section, typeof(AlertsOptions)),
        (RulesOptions.Section, typeof(RulesOptions)),
        (NotificationOptions.Section, typeof(NotificationOptions)),
        (SecretScanningOptions.Section, typeof(SecretScanningOptions)),
        (SecurityInformationOptions.Section, typeof(SecurityInformationOptions)),
    ];

    /// <summary>Variables that are no settings of a room.</summary>
    private static readonly string[] Plain =
    [
        "URL", "TOKEN", "DATA", "DATABASE", "LOG", "KILL", "ADMIN_PASSWORD", "ADMIN_PASSWORD_FILE",
        "MASTER_KEY", "MASTER_KEY_COMMAND", "MASTER_KEY_PREVIOUS",
    ];

    private static readonly IReadOnlyList<(string Key, PropertyInfo Property)> All =
        [.. Sections.SelectMany(s => s.Options.GetProperties().Select(p => ($"{s.Section}:{p.Name}", p)))];

    /// <summary>The environment variable of every setting.</summary>
    public static IEnumerable<string> Variables => All.Select(s => VariableOf(s.Key));

    /// <summary>Variables that look like a setting of ours and are none: mistyped, they would have no effect in silence.</summary>
    public static IReadOnlyList<string> Unknown(IConfiguration configuration)
    {
        var known = All.Select(s => s.Key).Concat(Plain).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var remarks = new List<string>();
        foreach (var (key, value) in configuration.AsEnumerable().Where(s => s.Value is not null && !known.Contains(s.Key)).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            var near = NearMiss.Of(key, known);
            // Others may call a variable of their own FAIRLEAD_…, such as one that holds Jira's token.
            if (near is not null || key.Contains(':'))
                remarks.Add($"{VariableOf(key)} is no setting and has no effect; {(near is null ? "" : $"did you mean {VariableOf(near)}? ")}docs/operations.md lists them.");
        }

        return remarks;
    }

    /// <summary>All settings that are out of their range, each with what it can be and where it is changed.</summary>
    public static ConfigurationException Refused(OptionsValidationException error)
    {
        var refused = All.Where(s => s.Property.DeclaringType == error.OptionsType && error.Failures.Any(f => Names(f, s.Property))).ToList();
        return new ConfigurationException(
            string.Join(", ", refused.Select(s => s.Key)),
            string.Join(' ', refused.Select(s => $"{VariableOf(s.Key)} is {FormOf(s.Property)}.")) + " Change it, or leave it out.",
            error);
    }

    /// <returns><see langword="null"/> when the error is about something else.</returns>
    public static ConfigurationException? Unreadable(InvalidOperationException error)
    {
        if (BindersWords().Match(error.Message) is not { Success: true } found)
            return null;
        var key = found.Groups["key"].Value;
        var setting = All.FirstOrDefault(s => s.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
        var form = setting.Property is null ? "" : $" {VariableOf(setting.Key)} is {FormOf(setting.Property)}.";
        return new ConfigurationException(key, $"the value cannot be understood.{form} Change it, or leave it out.", error);
    }

    private static string VariableOf(string key) => VariablePrefix + key.Replace(":", "__", StringComparison.Ordinal);

    private static bool Names(string failure, PropertyInfo property) =>
        failure.StartsWith($"{property.Name}:", StringComparison.Ordinal)
        || failure.Contains($"{property.DeclaringType!.Name}.{property.Name} ", StringComparison.Ordinal);

    private static string FormOf(PropertyInfo property)
    {
        var form = (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) switch
        {
            var t when t == typeof(bool) => "true or false",
            var t when t == typeof(TimeSpan) => "a time, written as 00:05:00 or 2.00:00:00 for two days",
            var t when t == typeof(int) || t == typeof(long) => "a whole number",
            var t when t == typeof(Uri) => "an address such as http://proxy.example:3128",
            _ => "text",
        };
        return property.GetCustomAttribute<RangeAttribute>() is { } range ? $"{form}, between {range.Minimum} and {range.Maximum}" : form;
    }

    /// <summary>They also hold the value, which may be secret.</summary>
    [GeneratedRegex("^Failed to convert configuration value.* at '(?<key>[A-Za-z0-9:_]+)' to type", RegexOptions.Singleline | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex BindersWords();
}
