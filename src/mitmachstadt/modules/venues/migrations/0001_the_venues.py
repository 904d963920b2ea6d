"""Places and what is known of getting into and using them."""


import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('city', '0002_import_memory'),
    ]

    operations = [
        migrations.CreateModel(
            name='Venue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=200, verbose_name='place')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('geometry', models.JSONField(blank=True, null=True)),
                ('precision_m', models.PositiveIntegerField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('lat', models.FloatField(blank=True, null=True)),
                ('lon', models.FloatField(blank=True, null=True)),
                ('south', models.FloatField(blank=True, null=True)),
                ('west', models.FloatField(blank=True, null=True)),
                ('north', models.FloatField(blank=True, null=True)),
                ('east', models.FloatField(blank=True, null=True)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('amt', 'Town hall or office'), ('bildung', 'School, library or day care'), ('kultur', 'Culture or meeting place'), ('sport', 'Sport or swimming'), ('gesundheit', 'Doctor, hospital or care'), ('toilette', 'Public toilet'), ('parken', 'Parking'), ('haltestelle', 'Bus stop'), ('bahnhof', 'Railway station'), ('platz', 'Square, park or playground'), ('laden', 'Shop or restaurant'), ('anderes', 'Other place')], max_length=20, verbose_name='kind of place')),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('known', models.PositiveSmallIntegerField(db_index=True, default=0)),
                ('note', models.TextField(blank=True, verbose_name='good to know')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='checked on')),
                ('shown', models.BooleanField(default=True, verbose_name='shown to everybody')),
                ('sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('imported', models.JSONField(blank=True, default=dict, editable=False)),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.district')),
            ],
            options={
                'verbose_name': 'accessible place',
                'verbose_name_plural': 'accessible places',
                'ordering': ['label', 'pk'],
                'indexes': [models.Index(fields=['lat', 'lon'], name='venue_place')],
            },
        ),
    ]
