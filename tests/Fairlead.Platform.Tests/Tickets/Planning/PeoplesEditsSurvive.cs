using System.Text.Json;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.RichText;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;
using FsCheck;
using FsCheck.Fluent;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>
/// Over random histories of what people and Fairlead write into a field: what a person wrote last stays until that person's words are Fairlead's or a
/// person gives them back, everything else follows, and nothing is to be sent again once it was.
/// </summary>
public class PeoplesEditsSurvive
{
    [Fact]
    [Trait("Complaint", "U-55")]
    public void What_a_person_wrote_last_stays_and_the_rest_follows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<DoNotSize<int>>(), seed => Holds(seed.Item)).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static bool Holds(int seed)
    {
        var random = new System.Random(seed);
        var world = new World();
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(5))
            {
                case 0:
                    world.PersonWrites(random.Next(3) == 0 ? world.Former(random) : $"p{random.Next(4)}");
                    break;
                case 1:
                    world.Change($"f{random.Next(6)}");
                    break;
                case 2 when random.Next(4) == 0:
                    world.GiveBack();
                    break;
                default:
                    if (!world.Apply())
                        return false;
                    break;
            }
        }

        return true;
    }

    private sealed class World
    {
        private readonly List<FieldChange> _history = [];
        private TicketRow _ticket = new() { IssueId = "1", IssueKey = "SEC-1", Marker = "fl-a", SentSummary = "f0", SentBodyHash = "", SentLabels = new("[]"), SentFields = new("{}") };
        private string _shown = "f0";
        private string _ours = "f0";

        /// <summary>What must not be written over.</summary>
        private string? _theirs;

        public string Former(System.Random random) => _history.Count == 0 ? _shown : _history[random.Next(_history.Count)].From;

        public void PersonWrites(string words)
        {
            if (words == _shown)
                return;
            var written = _history.LastOrDefault(c => c.IsOurs)?.To ?? "f0";
            Write(words, isOurs: false);
            _theirs = words == written ? null : words;
        }

        public void Change(string words) => _ours = words;

        public void GiveBack()
        {
            if (!_ticket.Kept.Values.Any(k => !k.IsGivenBack))
                return;
            // Over what was known to be theirs, and nothing newer.
            _theirs = _ticket.Kept["summary"].Change == _history[^1].Id ? null : _theirs;
            _ticket = _ticket with { KeptFields = TicketRow.JsonOfAny(_ticket.Kept.ToDictionary(k => k.Key, k => k.Value with { IsGivenBack = true })) };
        }

        public bool Apply()
        {
            // Words that are Fairlead's anyway are nobody else's.
            if (_shown == _ours || _shown == _ticket.SentSummary)
                _theirs = null;
            var isDue = _ours != _ticket.SentSummary || _ticket.Kept.Values.Any(k => k.IsGivenBack);
            var kept = Sent().Change.Fields.Where(f => f.IsContested)
                .Select(f => (f.Id, Field: KeptField.Of(f.Name, new(_history), _ticket.Kept.GetValueOrDefault(f.Id), isMadeByUs: true, f.IsList, f.IsEmpty)))
                .Where(f => f.Field is not null).ToDictionary(f => f.Id, f => f.Field!);
            var (change, noted) = (Sent().Change, Sent().Change.Noting(kept));
            if (change.Without(kept.Keys).Summary is { } summary)
                Write(summary, isOurs: true);
            _ticket = _ticket with { SentSummary = noted.Summary, KeptFields = TicketRow.JsonOfAny(noted.Kept) };
            var follows = _theirs is not null ? _shown == _theirs : !isDue || _shown == _ours;
            return follows && !ContentChange.Differs(_ticket, Sent().Content, Configuration, MarkerRung.Property);
        }

        private (ContentChange Change, SentContent Content) Sent()
        {
            var content = new SentContent("hash", _ours, "", null, null);
            var rendered = new RenderedTicket(_ours, RichDocument.FromPlainText(""), "", "", new ResolvedFields([], []));
            var issue = new JiraIssue("1", "SEC-1", JsonSerializer.SerializeToElement(new { summary = _shown }), null);
            return (ContentChange.Of(_ticket, issue, rendered, content, Configuration, MarkerRung.Property, JiraEdition.Cloud), content);
        }

        private void Write(string words, bool isOurs)
        {
            _history.Add(new($"{_history.Count}", isOurs, isOurs ? "Fairlead" : "Ann", _shown, words));
            _shown = words;
        }
    }
}
