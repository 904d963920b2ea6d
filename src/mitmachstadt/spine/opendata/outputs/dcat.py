"""The catalogue by which GovData, the state's portal and the EU's portal find the town's data."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, SKOS, XSD

from mitmachstadt.spine.opendata.datasets import Dataset
from mitmachstadt.spine.opendata.outputs import Format, formats_of
from mitmachstadt.spine.opendata.reading import fingerprint
from mitmachstadt.spine.opendata.services import Service, services
from mitmachstadt.spine.opendata.vocabularies import FREQUENCY_BASE, LICENCES, THEME_BASE

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
GERMAN = URIRef("http://publications.europa.eu/resource/authority/language/DEU")
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
AVAILABLE = URIRef("http://publications.europa.eu/resource/authority/planned-availability/STABLE")
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"


def write_catalogue(datasets: Iterable[Dataset]) -> str:
    """Turtle after DCAT-AP.de 3.0, with every property it demands or recommends and the town can truly fill.

    The key of the data provider (`dcatde:contributorID`) stands there once the town has written its own,
    given by GovData, into town.toml (`[opendata] contributor`). Asks the database once per dataset.
    """
    graph = Graph()
    for prefix, namespace in (("dcatde", DCATDE), ("dcatap", DCATAP), ("vcard", VCARD), ("dcat", DCAT)):
        graph.bind(prefix, namespace)
    catalogue = URIRef(settings.BASE_URL + "/daten/katalog.ttl#katalog")
    town = settings.TOWN
    with translation.override(settings.LANGUAGE_CODE):
        graph.add((catalogue, RDF.type, DCAT.Catalog))
        _words(
            graph,
            catalogue,
            _("Open data of %s") % town["name"],
            _("What the town plans, decides and knows about itself, for everybody to use."),
        )
        graph.add((catalogue, DCTERMS.publisher, _agent(graph, str(town["contact"]["office"]).split(",")[0])))
        graph.add((catalogue, FOAF.homepage, URIRef(settings.BASE_URL + "/daten/")))
        graph.add((catalogue, DCTERMS.language, GERMAN))
        graph.add((catalogue, DCAT.themeTaxonomy, URIRef(THEME_BASE.rstrip("/"))))
        for dataset in datasets:
            node = _dataset(graph, dataset)
            graph.add((catalogue, DCAT.dataset, node))
            graph.add((catalogue, DCAT.service, _service(graph, dataset, node)))
        for one in services():
            graph.add((catalogue, DCAT.service, _further_service(graph, one)))
    return graph.serialize(format="turtle")


def _further_service(graph: Graph, one: Service) -> URIRef:
    """An interface of a standard of its own."""
    node = URIRef(f"{settings.BASE_URL}{one.path}#dienst")
    graph.add((node, RDF.type, DCAT.DataService))
    graph.add((node, DCTERMS.title, Literal(str(one.title), lang="de")))
    graph.add((node, DCAT.endpointURL, URIRef(settings.BASE_URL + one.path)))
    graph.add((node, DCTERMS.conformsTo, URIRef(one.standard)))
    return node


def _words(graph: Graph, node: URIRef, title: object, description: object) -> None:
    graph.add((node, DCTERMS.title, Literal(str(title), lang="de")))
    graph.add((node, DCTERMS.description, Literal(str(description), lang="de")))


def _agent(graph: Graph, name: str) -> BNode:
    agent = BNode()
    graph.add((agent, RDF.type, FOAF.Organization))
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(name, lang="de")))
    return agent


def _contact(graph: Graph) -> BNode:
    contact, town = BNode(), settings.TOWN
    graph.add((contact, RDF.type, VCARD.Organization))
    graph.add((contact, VCARD.fn, Literal(str(town["contact"]["office"]).split(",")[0], lang="de")))
    graph.add((contact, VCARD.hasEmail, URIRef("mailto:" + town["contact"]["email"])))
    graph.add((contact, VCARD.hasURL, URIRef(town["homepage"])))
    return contact


def _dataset(graph: Graph, dataset: Dataset) -> URIRef:
    page = f"{settings.BASE_URL}/daten/{dataset.slug}/"
    node, ags = URIRef(page), settings.TOWN["ags"]
    graph.add((node, RDF.type, DCAT.Dataset))
    _words(graph, node, dataset.title, dataset.description)
    graph.add((node, DCTERMS.identifier, Literal(page)))
    graph.add((node, DCTERMS.publisher, _agent(graph, dataset.publisher_name())))
    graph.add((node, DCAT.contactPoint, _contact(graph)))
    graph.add((node, DCAT.theme, URIRef(THEME_BASE + dataset.theme)))
    graph.add((node, DCTERMS.language, GERMAN))
    graph.add((node, DCTERMS.accrualPeriodicity, URIRef(FREQUENCY_BASE + dataset.frequency)))
    graph.add((node, DCAT.landingPage, URIRef(page)))
    graph.add((node, DCATDE.politicalGeocodingLevelURI, URIRef(GEOCODING + "Level/municipality")))
    graph.add((node, DCATDE.politicalGeocodingURI, URIRef(f"{GEOCODING}municipalityKey/{ags}")))
    for word in dataset.keywords:
        graph.add((node, DCAT.keyword, Literal(word, lang="de")))
    contributor = settings.TOWN.get("opendata", {}).get("contributor")
    if contributor:
        graph.add((node, DCATDE.contributorID, URIRef(contributor)))
    modified = fingerprint(dataset, dataset.queryset())[1]
    if modified is not None:
        stamp = timezone.localtime(modified).isoformat(timespec="seconds")
        graph.add((node, DCTERMS.modified, Literal(stamp, datatype=XSD.dateTime)))
    for form in formats_of(dataset):
        graph.add((node, DCAT.distribution, _distribution(graph, dataset, form)))
    return node


def _distribution(graph: Graph, dataset: Dataset, form: Format) -> URIRef:
    address = f"{settings.BASE_URL}/daten/{dataset.slug}.{form.name}"
    node = URIRef(address + "#datei")
    graph.add((node, RDF.type, DCAT.Distribution))
    _words(graph, node, f"{dataset.title} ({form.label})", form.purpose)
    graph.add((node, DCAT.accessURL, URIRef(f"{settings.BASE_URL}/daten/{dataset.slug}/")))
    graph.add((node, DCAT.downloadURL, URIRef(address)))
    graph.add((node, DCTERMS.license, URIRef(dataset.licence_uri())))
    graph.add((node, DCATDE.licenseAttributionByText, Literal(dataset.attribution_text(), lang="de")))
    graph.add((node, DCTERMS["format"], URIRef(FILE_TYPE + form.file_type)))
    graph.add((node, DCAT.mediaType, URIRef(MEDIA_TYPE + form.media_type)))
    graph.add((node, DCATAP.availability, AVAILABLE))
    return node


def _service(graph: Graph, dataset: Dataset, node: URIRef) -> URIRef:
    service = URIRef(f"{settings.BASE_URL}/api/v1/{dataset.slug}#dienst")
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCTERMS.title, Literal(f"{dataset.title} (API)", lang="de")))
    graph.add((service, DCAT.endpointURL, URIRef(f"{settings.BASE_URL}/api/v1/{dataset.slug}")))
    graph.add((service, DCAT.endpointDescription, URIRef(settings.BASE_URL + "/api/v1/openapi.json")))
    graph.add((service, DCAT.servesDataset, node))
    graph.add((service, DCTERMS.license, URIRef(dataset.licence_uri())))
    graph.add(
        (
            URIRef(dataset.licence_uri()),
            SKOS.prefLabel,
            Literal(LICENCES[dataset.licence_uri()][0], lang="de"),
        )
    )
    return service
